/** One history, told three ways: as patches for the API, as whole documents, and as deltas. */
import { createMaterializer } from '@aob/materializer/node'
import type { Operation, Workflow } from '@aob/schemas'
import { waitingWorkflow } from '../../e2e/product/patched-run.ts'
import type { StepMessage } from './harness.tsx'

export const NODES = 50

export function baseOf(name: string): Workflow {
  return waitingWorkflow(name, NODES)
}

/** Moves and new names; every tenth patch adds a node with its edge. */
export function history(count: number): Operation[][] {
  return Array.from({ length: count }, (_, index): Operation[] => {
    const at = 5 + ((index * 7) % (NODES - 6))
    if (index % 10 === 9) {
      const id = `added_${index}`
      return [
        { op: 'add', path: '/nodes/-', value: { id, type: 'join', name: `Added by ${index}`, config: {}, position: { x: index * 30, y: 900 } } },
        { op: 'add', path: '/edges/-', value: { id: `to_${id}`, from: `step${at}`, to: id } },
      ]
    }
    if (index % 3 === 0) return [{ op: 'replace', path: `/nodes/${at}/name`, value: `Renamed by ${index}` }]
    return [{ op: 'replace', path: `/nodes/${at}/position/y`, value: Math.floor(at / 10) * 160 + (index % 5) * 8 }]
  })
}

/** The newest document, and the messages of the steps back to the base in both manners. */
export async function stepsBack(
  base: Workflow,
  patches: readonly (readonly Operation[])[],
): Promise<{ newest: string; delta: StepMessage[]; whole: StepMessage[] }> {
  const document = await createMaterializer()
  const text = () => new TextDecoder().decode(document.bytes())
  document.load(new TextEncoder().encode(JSON.stringify(base)), { trusted: false })
  for (const operations of patches) document.append(operations)
  const newest = text()
  const versions = patches.map((_, index) => patches.length - index - 1)
  const delta = versions.map((version) => document.delta(version + 1, version))
  const whole = versions.map((version) => {
    document.seek(version)
    return text()
  })
  return { newest, delta, whole }
}
