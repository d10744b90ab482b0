import type { FieldProblem } from '@aob/schemas'
import { expect, it } from 'vitest'
import { NOTHING_WRITTEN, nextWritten, withoutHalfWritten } from './being-written.ts'

const WHEN = '/edges/0/when'
const at = (pointer: string): FieldProblem => ({ code: 'expression.invalid', severity: 'error', pointer, message: 'No expression.' })
const other = at('/nodes/0/config/url')

it('half an expression is no problem while it is written, and is one when its field was left', () => {
  let written = nextWritten(NOTHING_WRITTEN, WHEN, [other])
  expect(withoutHalfWritten([other], written)).toEqual([other])
  const half = [other, at(WHEN)]
  written = nextWritten(written, WHEN, half)
  expect(withoutHalfWritten(half, written)).toEqual([other])
  written = nextWritten(written, undefined, half)
  expect(withoutHalfWritten(half, written)).toBe(half)
})

it('what was wrong before stays told until it is mended, and what is half written after that is not', () => {
  const wrong = [at(`${WHEN}/0`)]
  let written = nextWritten(NOTHING_WRITTEN, WHEN, wrong)
  written = nextWritten(written, WHEN, wrong)
  expect(withoutHalfWritten(wrong, written)).toBe(wrong)
  written = nextWritten(written, WHEN, [])
  written = nextWritten(written, WHEN, wrong)
  expect(withoutHalfWritten(wrong, written)).toEqual([])
})

it('a setting whose name only begins the same is another one', () => {
  const near = [at(`${WHEN}ever`)]
  expect(withoutHalfWritten(near, nextWritten(NOTHING_WRITTEN, WHEN, near))).toBe(near)
})
