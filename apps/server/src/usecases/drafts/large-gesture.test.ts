import type { Operation, Workflow } from '@aob/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadVersion } from '../versions.ts'
import { type Publishing, startPublishing } from '../workflows/testing/publishing.ts'

const LIMITS = { maxOperations: 20, maxDraftOperations: 50, maxPatchBytes: 4000, maxDraftPatchBytes: 4200 }
/** As many steps as one patch may not touch. */
const NODES = LIMITS.maxOperations + 1

let product: Publishing['product']

beforeAll(async () => {
  const { maxOperations, maxDraftOperations, maxPatchBytes, maxDraftPatchBytes } = LIMITS
  ;({ product } = await startPublishing({
    AOB_LIMIT_MAX_OPERATIONS: `${maxOperations}`,
    AOB_LIMIT_MAX_DRAFT_OPERATIONS: `${maxDraftOperations}`,
    AOB_LIMIT_MAX_PATCH_BYTES: `${maxPatchBytes}`,
    AOB_LIMIT_MAX_DRAFT_PATCH_BYTES: `${maxDraftPatchBytes}`,
  }))
})
afterAll(() => product?.close())

async function large(name: string): Promise<string> {
  const nodes = Array.from({ length: NODES }, (_, index) => ({ id: `n${index}`, type: 'join', position: { x: index * 8, y: 0 } }))
  const edges = nodes.slice(1).map(({ id }, index) => ({ id: `e${index}`, from: `n${index}`, to: id }))
  const workflow: Workflow = { schemaVersion: 1, name, nodes, edges }
  return (await product.services.workflows.create(product.caller, { workflow })).artifactId
}

const moved = (to: number): Operation[] =>
  Array.from({ length: NODES }, (_, index) => ({ op: 'replace', path: `/nodes/${index}/position`, value: { x: index * 8, y: to } }))

describe('a gesture with all of a large workflow in the hand', () => {
  it('is taken, saved as one patch, and read again', async () => {
    const baseVersion = await large('moved as one')
    await product.services.drafts.append(product.caller, 'moved as one', 'main', { operations: moved(80), baseVersion })
    const { status, artifactId = '' } = await product.services.drafts.save(product.caller, 'moved as one', 'main', {})
    expect(status).toBe('applied')
    const { nodes } = (await loadVersion(product.engine, artifactId)).workflow
    expect(nodes.map(({ position }) => position.y)).toEqual(Array.from({ length: NODES }, () => 80))
  })

  it('is no patch from outside', async () => {
    const baseVersion = await large('moved from outside')
    await expect(product.services.workflows.patch(product.caller, 'moved from outside', 'main', { operations: moved(80), baseVersion })).rejects.toMatchObject({
      code: 'limit.operations',
      detail: { extra: { limit: 'maxOperations' } },
    })
  })

  it('has a limit of its own', async () => {
    const operations: Operation[] = Array.from({ length: LIMITS.maxDraftOperations + 1 }, () => ({ op: 'test', path: '', value: 1 }))
    const { artifactId: baseVersion } = await product.services.workflows.create(product.caller, {
      workflow: { schemaVersion: 1, name: 'too much', nodes: [], edges: [] },
    })
    await expect(product.services.drafts.append(product.caller, 'too much', 'main', { operations, baseVersion })).rejects.toMatchObject({
      code: 'limit.operations',
      detail: { extra: { limit: 'maxDraftOperations' } },
    })
  })

  it('of several gestures the draft together may weigh more than one patch, and has a limit, too', async () => {
    const baseVersion = await large('weighs')
    const described = (length: number): Operation[] => [{ op: 'add', path: '/description', value: 'x'.repeat(length) }]
    const { draftId } = await product.services.drafts.append(product.caller, 'weighs', 'main', { operations: moved(80), baseVersion })
    await product.services.drafts.append(product.caller, 'weighs', 'main', { operations: described(3_500), draftId, afterSeq: 1 })
    await expect(product.services.drafts.save(product.caller, 'weighs', 'main', {})).rejects.toMatchObject({
      code: 'limit.bytes',
      detail: { extra: { limit: 'maxDraftPatchBytes' } },
    })
    await product.services.drafts.append(product.caller, 'weighs', 'main', { operations: described(2_600), draftId, afterSeq: 2 })
    const saved = await product.services.drafts.save(product.caller, 'weighs', 'main', {})
    expect(saved.status).toBe('applied')
    expect(JSON.stringify(saved.operations).length).toBeGreaterThan(LIMITS.maxPatchBytes)
  })
})
