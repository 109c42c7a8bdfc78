/** The process died here. Not an Error of the program: nobody may catch it and go on. */
export class Death extends Error {
  constructor() {
    super('the process died');
    this.name = 'Death';
  }
}

/** One life of the program: it ends at a numbered point of its calls to the ports, before or after one. */
export interface Life {
  /** Throws from the fatal point on, for ever. */
  pass(): void;
  readonly points: number;
}

export function openLife(diesAt: number | null, limit: number): Life {
  const life = {
    points: 0,
    pass() {
      life.points += 1;
      if (diesAt !== null && life.points >= diesAt) throw new Death();
      if (life.points > limit) throw new Error(`the run makes no progress: ${limit} calls and no end`);
    },
  };
  return life;
}

/** A port whose every call may be the last thing that the process does, or the last thing it didn't do. */
export function mortal<T extends object>(port: T, life: Life): T {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]): unknown => {
        life.pass();
        const result: unknown = Reflect.apply(member, target, values);
        if (!(result instanceof Promise)) return result;
        return result.then((value: unknown) => {
          life.pass();
          return value;
        });
      };
    },
  });
}
