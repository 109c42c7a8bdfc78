/**
 * Calls to the provider's API by endpoint: how many were made, answered or not, those that were turned away for their
 * rate among them. An endpoint is named as the API names it, `GET /a2p-sms/batches/{batchId}`: never with an id.
 */
export type CallCounts = ReadonlyMap<string, number>;
