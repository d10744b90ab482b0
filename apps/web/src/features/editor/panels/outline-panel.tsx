import { graphOf, topologicalOrder } from '@aob/ir/document'
import type { Workflow } from '@aob/schemas'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { portOfEdge } from '../../../ui/canvas/card-geometry.ts'
import { nodeTitle, typeLook } from '../../../ui/canvas/node-look.ts'
import { cx } from '../../../ui/class-names.ts'
import { Panel } from '../../../ui/panel.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { selectDocument, selectSelection } from '../model/editor-store.ts'
import { TypeIcon } from './type-icon.tsx'

interface OutlineRow {
  id: string
  title: string
  type: string
  /** Where its edges lead: `true → Notify`. */
  leads: Array<{ edgeId: string; text: string; to: string }>
}

function outlineRows(document: Workflow): OutlineRow[] {
  const graph = graphOf(document)
  const ordered = topologicalOrder(graph)
  const rest = document.nodes.map((node) => node.id).filter((id) => !ordered.includes(id))
  return [...ordered, ...rest].flatMap((id) => {
    const node = graph.nodes.get(id)
    if (!node) return []
    const leads = (graph.outgoing.get(id) ?? []).map((edge) => {
      const target = graph.nodes.get(edge.to)
      const port = portOfEdge(edge)
      return { edgeId: edge.id, to: edge.to, text: `${port === 'out' ? '' : `${port} `}→ ${target ? nodeTitle(target) : edge.to}` }
    })
    return [{ id, title: nodeTitle(node), type: node.type, leads }]
  })
}

/** The workflow as a tree, in running order: the way around the graph without a pointer. */
export function OutlinePanel() {
  const { reveal } = useEditor()
  const document = useEditorState(selectDocument)
  const selection = useEditorState(selectSelection)
  const rows = useMemo(() => outlineRows(document), [document])
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const tree = useRef<HTMLDivElement>(null)
  const active = selection.nodes[0] ?? rows[0]?.id

  function toggle(id: string, open: boolean) {
    const next = new Set(closed)
    if (open) next.delete(id)
    else next.add(id)
    setClosed(next)
  }
  function onKeyDown(event: KeyboardEvent) {
    const items = [...(tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])]
    const index = items.indexOf(event.target as HTMLElement)
    const id = (event.target as HTMLElement).dataset.outlineId
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -index, End: items.length - 1 - index }[event.key]
    if (step !== undefined) items[index + step]?.focus()
    else if (event.key === 'ArrowRight' && id) toggle(id, true)
    else if (event.key === 'ArrowLeft' && id) toggle(id, false)
    else if ((event.key === 'Enter' || event.key === ' ') && index >= 0) items[index]?.click()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <Panel title="Outline" label="Outline">
      {rows.length === 0 ? <p className="px-4 py-6 text-center text-ink-2 text-sm">Nothing here yet. Add a node to begin.</p> : null}
      <div ref={tree} role="tree" tabIndex={-1} aria-label="Nodes in running order" className="p-2" onKeyDown={onKeyDown}>
        {rows.map((row) => {
          const open = row.leads.length > 0 && !closed.has(row.id)
          return (
            <div key={row.id} role="none">
              <div
                role="treeitem"
                tabIndex={row.id === active ? 0 : -1}
                data-outline-id={row.id}
                aria-selected={selection.nodes.includes(row.id)}
                aria-expanded={row.leads.length > 0 ? open : undefined}
                aria-label={`${row.title}, ${typeLook(row.type).label}`}
                aria-level={1}
                onClick={() => reveal(row.id)}
                onKeyDown={() => undefined}
                className={cx(
                  'flex h-8 cursor-pointer items-center gap-2 rounded-lg px-2 transition-colors duration-[120ms] hover:bg-surface-3',
                  selection.nodes.includes(row.id) && 'bg-accent-soft',
                )}
              >
                <TypeIcon type={row.type} small />
                <span className="min-w-0 flex-1 truncate font-medium">{row.title}</span>
              </div>
              {open
                ? row.leads.map((lead) => (
                    <div
                      key={lead.edgeId}
                      role="treeitem"
                      tabIndex={-1}
                      aria-selected={false}
                      aria-level={2}
                      onClick={() => reveal(lead.to)}
                      onKeyDown={() => undefined}
                      className="ml-5 flex h-6 cursor-pointer items-center truncate rounded-md border-line border-l pl-4 text-ink-2 text-sm hover:bg-surface-3"
                    >
                      {lead.text}
                    </div>
                  ))
                : null}
            </div>
          )
        })}
      </div>
    </Panel>
  )
}
