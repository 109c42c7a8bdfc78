/** Area codes in use in the United States, fixed so that every run of the tests sends to the same numbers. */
const AREAS = (
  '201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 ' +
  '253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 ' +
  '321 323 325 330 334 336 337 339 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417'
).split(' ');

/** A number that the sandbox always delivers to, at once; a different one for each index up to 80. */
export function deliverable(index: number): string {
  const area = AREAS[index];
  if (area === undefined) throw new RangeError(`there is no deliverable number ${index}`);
  return `+1${area}5550199`;
}

/** A small file that ends quickly: every recipient is delivered to. */
export function smallFile(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `${deliverable(index)},Person ${index}\n`);
  return `phone,first_name\n${rows.join('')}`;
}

export const SENDER = '+16505550100';

/** The flags that make a small file a campaign which ends within seconds. */
export const QUICK = [
  '--from',
  SENDER,
  '--text',
  'Hi {{first_name}}',
  '--yes',
  '--settle-after',
  '1s',
] as const;
