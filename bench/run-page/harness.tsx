/** A canvas of the product alone in a page, stepped either by deltas or by whole documents. Driven by ../run-page.ts. */
import { applyDelta, type DocumentDelta } from '@aob/materializer'
import type { Workflow } from '@aob/schemas'
import { ReactFlow, ReactFlowProvider } from '@xyflow/react'
import { useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, type Root } from 'react-dom/client'
import { NodeCard } from '../../apps/web/src/ui/canvas/node-card.tsx'
import { type Projection, project } from '../../apps/web/src/ui/canvas/projection.ts'
import { WorkflowEdgeLine } from '../../apps/web/src/ui/canvas/workflow-edge.tsx'

export type Manner = 'delta' | 'whole'

/** What crosses to the page for one step: the difference as an object, or the document as text. */
export type StepMessage = DocumentDelta | string

export interface Harness {
  mount(manner: Manner, document: string): Promise<void>
  /** Sends every message in turn, as a worker would; each is drawn before the next is sent. */
  play(messages: readonly StepMessage[]): Promise<void>
  unmount(): void
}

const nodeTypes = { card: NodeCard }
const edgeTypes = { link: WorkflowEdgeLine }

let show: (document: Workflow) => void = () => undefined

function Canvas({ manner, first }: { manner: Manner; first: Workflow }) {
  const [document, setDocument] = useState(first)
  show = setDocument
  const previous = useRef<Projection | undefined>(undefined)
  const { nodes, edges } = useMemo(() => {
    const drawn = project({ document }, manner === 'delta' ? previous.current : undefined)
    previous.current = drawn
    return drawn
  }, [document, manner])
  return <ReactFlow nodes={nodes} edges={edges} nodeTypes={nodeTypes} edgeTypes={edgeTypes} nodesDraggable={false} fitView minZoom={0.1} />
}

const painted = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)))

function harness(element: HTMLElement): Harness {
  let root: Root | undefined
  let current: Workflow | undefined
  return {
    async mount(manner, text) {
      const first = JSON.parse(text) as Workflow // written by the bench from a workflow
      current = first
      root = createRoot(element)
      root.render(
        <ReactFlowProvider>
          <Canvas manner={manner} first={first} />
        </ReactFlowProvider>,
      )
      for (let frame = 0; frame < 10; frame++) await painted()
    },
    async play(messages) {
      const { port1, port2 } = new MessageChannel()
      for (const message of messages) {
        await new Promise<void>((resolve) => {
          port1.onmessage = ({ data }: MessageEvent<StepMessage>) => {
            const next = typeof data === 'string' ? JSON.parse(data) : applyDelta(current, data)
            current = next as Workflow // a workflow and a delta of it, or a workflow as text
            flushSync(() => show(next as Workflow))
            void painted().then(resolve)
          }
          port2.postMessage(message)
        })
      }
      port1.close()
    },
    unmount() {
      root?.unmount()
    },
  }
}

const place = document.getElementById('root')
if (!place) throw new Error('the harness page has no place to draw in')
Object.assign(window, { harness: harness(place) })
