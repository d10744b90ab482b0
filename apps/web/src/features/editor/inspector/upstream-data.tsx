import { Link } from '@tanstack/react-router'
import { Database } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useKept } from '../../../lib/use-kept.ts'
import { Button } from '../../../ui/button.tsx'
import { notify } from '../../../ui/toast.tsx'
import { useAroundBody } from '../bodies/use-around-body.ts'
import { useEditorState } from '../editor-context.ts'
import { type Known, memberOf } from '../expressions/data-shape.ts'
import { type ExpressionSurroundings, useSurroundings } from '../expressions/expression-context.ts'
import { selectDocument } from '../model/editor-store.ts'
import { DataRow } from './data-row.tsx'
import { inputReferences, type ReferenceSource, referencesAround, upstreamReferences } from './upstream-references.ts'

/** Sources shown at first, and with every wish for more: those a step uses are nearly always near. */
const AT_FIRST = 20
const MORE = 50

const NOTHING: Known = { has: false }

function sameSources(one: readonly ReferenceSource[], other: readonly ReferenceSource[]): boolean {
  return one.length === other.length && one.every(({ id, title }, index) => id === other[index]?.id && title === other[index].title)
}

interface UpstreamDataProps {
  nodeId: string
  /** Of a connection leaving the node: its own output counts, too. */
  edge?: boolean
  onInsert: (expression: string) => boolean
}

/**
 * What the fields of this form can read: the run's inputs and outputs of the nodes before it, the nearest first, with the values of the
 * last run. Pressing one writes what reads it into the field in use; it may be dragged into any field as well.
 */
export function UpstreamData({ nodeId, edge = false, onInsert }: UpstreamDataProps) {
  const document = useEditorState(selectDocument)
  const surroundings = useSurroundings()
  const around = useAroundBody()
  const found = useMemo(() => {
    const inner = [...inputReferences(document), ...upstreamReferences(document, nodeId, edge)]
    const own = new Set(document.nodes.map(({ id }) => id))
    return around ? [...inner, ...referencesAround(around).filter(({ id }) => !own.has(id))] : inner
  }, [around, document, nodeId, edge])
  const sources = useKept(found, sameSources)
  const known = useMemo(() => (surroundings ? sources.map((source) => knownOf(source, surroundings)) : []), [sources, surroundings])
  const insert = useRef(onInsert)
  insert.current = onInsert
  const use = useCallback((expression: string) => {
    if (!insert.current(expression)) void copyExpression(expression)
  }, [])
  const [most, setMost] = useState({ nodeId, count: AT_FIRST })
  if (most.nodeId !== nodeId) setMost({ nodeId, count: AT_FIRST })
  if (sources.length === 0 || !surroundings) return null
  const left = sources.length - most.count
  return (
    <section aria-label="Data from earlier steps" className="border-line border-t pt-3">
      <h3 className="flex items-center gap-1.5 font-medium text-ink-2 text-sm">
        <Database aria-hidden size={13} /> Data from earlier steps
      </h3>
      <p className="mb-2 text-ink-3 text-xs">
        <Whose runId={surroundings.scope?.run.id} inBody={around !== undefined} />
      </p>
      <ul className="-ml-1.5 flex flex-col gap-1">
        {sources.slice(0, most.count).map((source, index) => (
          <DataRow
            key={source.id}
            label={source.title}
            expression={source.expression}
            known={known[index] ?? NOTHING}
            openAtFirst
            hint="Insert, or drag into a field"
            onUse={use}
          />
        ))}
      </ul>
      {left > 0 ? (
        <Button size="sm" tone="quiet" className="mt-2" onClick={() => setMost({ nodeId, count: most.count + MORE })}>
          Show {Math.min(MORE, left)} of {left.toLocaleString('en')} steps further back
        </Button>
      ) : null}
    </section>
  )
}

function Whose({ runId, inBody }: { runId: string | undefined; inBody: boolean }) {
  if (runId === undefined) return `Press or drag into a field. After a run, values${inBody ? ' of its first round' : ''} stand here.`
  return (
    <>
      Values of the {inBody ? 'first round in the ' : ''}
      <Link to="/runs/$runId" params={{ runId }} className="text-accent-text underline">
        last run
      </Link>
      ; press or drag into a field.
    </>
  )
}

function knownOf({ id, expression }: ReferenceSource, { roots }: ExpressionSurroundings) {
  // Names that are read as they are, as the item of a list, are no nodes.
  return expression === id ? (roots.get(id) ?? NOTHING) : memberOf(roots.get('nodes') ?? NOTHING, id)
}

/** For whoever has no field in use yet, or needs it in another step. */
export async function copyExpression(expression: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(expression)
    notify.info('Copied', `Paste ${expression} where you need it, or click into a field first.`)
  } catch {
    // Pages over plain HTTP may not write to the clipboard.
    notify.info('Copy it from here', expression)
  }
}
