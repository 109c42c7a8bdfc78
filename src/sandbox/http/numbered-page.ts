/** A page of a list that is counted in pages. */
export interface NumberedPage {
  readonly page: number;
  readonly perPage: number;
  /** Records on this page, and in the whole list. */
  readonly shown: number;
  readonly total: number;
}

/** `paging` and `navigation` of a list with page numbers; `link` gives the address of a page. */
export function buildNumberedPaging(
  { page, perPage, shown, total }: NumberedPage,
  link: (page: number) => string,
) {
  const start = (page - 1) * perPage;
  const totalPages = perPage === 0 ? 0 : Math.max(1, Math.ceil(total / perPage));
  const toLink = (number: number): { uri: string } => ({ uri: link(number) });
  return {
    paging: {
      ...(shown === 0 ? {} : { page, pageStart: start, pageEnd: start + shown - 1 }),
      perPage,
      totalPages,
      totalElements: total,
    },
    navigation: {
      firstPage: toLink(1),
      ...(page < totalPages ? { nextPage: toLink(page + 1) } : {}),
      ...(page > 1 ? { previousPage: toLink(page - 1) } : {}),
      lastPage: toLink(Math.max(1, totalPages)),
    },
  };
}
