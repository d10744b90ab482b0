import { expect, it } from 'vitest'
import { outcomeWords } from './last-outcome.ts'

it.each([
  [undefined, undefined],
  ['started', { tone: 'quiet', text: 'Started a run' }],
  ['started late', { tone: 'warning', text: 'Started late: no server was there at its time' }],
  ['missed', { tone: 'warning', text: 'Left out: no server was there at its time' }],
  ['skipped: the run before has not ended', { tone: 'warning', text: 'Left out: the run before had not ended' }],
  ['refused: There is no workflow named quick.', { tone: 'danger', text: 'Not started: There is no workflow named quick.' }],
])('%s is said in plain words', (lastOutcome, words) => {
  expect(outcomeWords(lastOutcome === undefined ? {} : { lastOutcome })).toEqual(words)
})
