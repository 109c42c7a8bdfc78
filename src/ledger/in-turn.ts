/** Does a read of SQLite, which answers at once, as the port's promise: what it throws becomes a rejection. */
export function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
  return Promise.resolve().then(work);
}
