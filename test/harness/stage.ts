import { test } from 'vitest';
import { openStage, type Stage } from './open-stage.ts';

export { openStage, type Stage };

/** `it` with a stage that is gone, with all its processes, when the test ends. */
export const it = test.extend<{ stage: Stage }>({
  // eslint-disable-next-line no-empty-pattern -- vitest reads the names of the fixtures that this one needs
  stage: async ({}, use) => {
    const { stage, close } = openStage();
    try {
      await use(stage);
    } finally {
      await close();
    }
  },
});
