/**
 * When a phone may buzz, by the clock on its wall: minutes since local midnight, from inclusive, to exclusive. `to` may
 * be beyond 1440 for a span that goes on past midnight; null: not on that day. Seven entries, index 0 is Sunday.
 */
export type WeekHours = readonly (readonly [from: number, to: number] | null)[];

/** Open when every entry is open. No entries: always open. Zones are IANA names. */
export interface SendingWindow {
  readonly entries: readonly { readonly zone: string; readonly week: WeekHours }[];
}
