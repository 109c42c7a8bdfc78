// Loaded with `node --import` in front of the program: its wall clock is ahead by CLOCK_AHEAD_MS, and is set on by
// CLOCK_JUMP_MS more at each SIGUSR2, as an operator or NTP would do it. Its monotonic clock is left alone.
let aheadMs = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const now = Date.now;

process.on('SIGUSR2', () => (aheadMs += Number(process.env.CLOCK_JUMP_MS ?? 0)));
Date.now = () => now() + aheadMs;
globalThis.Date = new Proxy(Date, {
  construct: (target, words, newTarget) =>
    Reflect.construct(target, words.length === 0 ? [now() + aheadMs] : words, newTarget),
});
