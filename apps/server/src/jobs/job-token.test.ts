import { expect, it } from 'vitest'
import { jobIdOf, jobNameOf } from './job-id.ts'
import { fitsDigest, newJobToken } from './job-token.ts'

it('[D-31] a token fits its own digest and no other', () => {
  const [one, other] = [newJobToken(), newJobToken()]
  expect(fitsDigest(one.token, one.digest)).toBe(true)
  for (const [token, digest] of [
    [other.token, one.digest],
    ['', one.digest],
    [one.token, ''],
    [one.digest, one.digest],
    [one.token, 'zz'],
  ] as const)
    expect(fitsDigest(token, digest)).toBe(false)
})

it('[QP-06] a job is named by its attempt, and what is no name of ours is none', () => {
  for (const nodeId of ['think', 'each[3]/think', 'each[3]/loop[0]/a-b_c']) {
    const name = { runId: '0199-aa_B', nodeId, attempt: 12 }
    expect(jobNameOf(jobIdOf(name))).toEqual(name)
  }
  for (const text of ['', 'a', 'a.1', 'a.0.b', 'a.-1.b', 'a.1.', 'a.1.b.c', 'a b.1.c', '../x.1.y', 'a.1e3.b', 'a.1.b[x]/c', `${'a'.repeat(65)}.1.b`])
    expect([text, jobNameOf(text)]).toEqual([text, undefined])
})
