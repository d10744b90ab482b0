import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { createLogger } from './logger.ts'

/** A device that is always full. */
const FULL = '/dev/full'

it('[OB-02] every line is one JSON object, an error with its causes', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'aob-log-')), 'server.log')
  const logger = createLogger('info', file)
  logger.info({ runId: 'r1' }, 'first')
  logger.debug('not said')
  logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'two\nlines')
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'info', runId: 'r1', msg: 'first' },
    { level: 'error', err: { message: 'outer', causes: ['inner'] }, msg: 'two\nlines' },
  ])
})

it.skipIf(!existsSync(FULL))('a full disk (needs /dev/full) costs log lines, not the server', () => {
  const logger = createLogger('info', FULL)
  for (let line = 0; line < 200; line++) logger.info({ text: 'x'.repeat(10_000) }, 'written nowhere')
  expect(() => logger.flush()).not.toThrow()
})
