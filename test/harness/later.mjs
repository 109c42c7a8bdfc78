// Loaded with `node --import` in front of the program: its wall clock is ahead by LATER_MS milliseconds.
const laterMs = Number(process.env.LATER_MS ?? 0);
const now = Date.now;

Date.now = () => now() + laterMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, words, newTarget) =>
    Reflect.construct(target, words.length === 0 ? [now() + laterMs] : words, newTarget),
});
