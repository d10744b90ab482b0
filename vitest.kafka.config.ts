import { defineConfig } from 'vitest/config'

/** `npm run test:kafka`: what stands on Kafka, on a real broker. One file at a time: the broker has a processor, too. */
export default defineConfig({
  test: {
    include: ['apps/server/src/adapters/kafka/**/*.test.ts', 'apps/server/src/engine-kafka.test.ts', 'apps/server/src/several-processes-kafka.test.ts'],
    globalSetup: ['apps/server/src/testing/kafka-for-all.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
