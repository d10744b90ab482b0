import type { Operation, Workflow } from '@aob/schemas'
import { DomainError } from '../../../domain-error.ts'
import { startTestProduct, type TestProduct } from '../../../testing/test-product.ts'
import { functionNode, workflow } from '../../../testing/workflows.ts'

/** A product of its own with short ways to make and read workflows. */
export interface Publishing {
  product: TestProduct
  workflows: TestProduct['services']['workflows']
  caller: TestProduct['caller']
  /** A new workflow of the steps a, b and c: its name and first version. */
  created(stem: string): Promise<{ name: string; first: string }>
  /** What base and patches of `main` materialize to. */
  documentOf(name: string): Promise<Workflow>
}

export async function startPublishing(env: Record<string, string> = {}): Promise<Publishing> {
  const product = await startTestProduct({ hot: 'memory', env })
  const { caller, engine } = product
  const { workflows } = product.services
  return {
    product,
    workflows,
    caller,
    async created(stem) {
      const name = freshName(stem)
      const { artifactId } = await workflows.create(caller, { workflow: { ...steps(name) } })
      return { name, first: artifactId }
    },
    async documentOf(name) {
      const [base, chain] = await Promise.all([workflows.base(caller, name, 'main'), workflows.patches(caller, name, 'main')])
      const bytes = engine.materializer.materialize(
        base.bytes,
        chain.patches.map(({ operations }) => operations),
      )
      return JSON.parse(new TextDecoder().decode(bytes))
    },
  }
}

let counter = 0
export const freshName = (stem: string) => `${stem} ${++counter}`

/** Function nodes in a row. */
export function steps(name: string, ids = ['a', 'b', 'c']): Workflow {
  return workflow(
    name,
    ids.map((id) => functionNode(id, 'return 1')),
    ids.slice(1).map((id, index) => `${ids[index]}>${id}`),
  )
}

export const appended = (id: string): Operation => ({ op: 'add', path: '/nodes/-', value: { ...functionNode(id, 'return 2'), position: { x: 0, y: 200 } } })
export const connected = (from: string, to: string): Operation => ({ op: 'add', path: '/edges/-', value: { id: `${from}-${to}`, from, to } })
export const renamed = (index: number, name: string): Operation => ({ op: 'add', path: `/nodes/${index}/name`, value: name })

export async function refusal(action: Promise<unknown>): Promise<DomainError> {
  try {
    await action
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
  throw new Error('expected a DomainError')
}
