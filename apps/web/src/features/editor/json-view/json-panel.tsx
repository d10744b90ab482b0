import { CircleAlert, CircleCheck } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { onDemand } from '../../../lib/on-demand.ts'
import { Button } from '../../../ui/button.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Spinner } from '../../../ui/spinner.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { selectDocument, selectSelection } from '../model/editor-store.ts'
import { readWorkflowText, saysTheSame, type TextReading, writeWorkflowText } from './document-text.ts'

const useCode = onDemand(async () => ({ Code: (await import('./json-code.tsx')).default, ...(await import('./json-places.ts')) }))

/** Quiet time before typed text is read, in milliseconds: a whole document is parsed each time. */
const READ_DELAY = 200

/**
 * The workflow as text beside the canvas, both ways: typing changes the graph as soon as the text is a workflow, the graph changes the
 * text, the cursor selects. Text that is none stays text; the graph keeps what it was.
 */
export function JsonPanel() {
  const tools = useCode()
  const { store, reveal } = useEditor()
  const document = useEditorState(selectDocument)
  const selection = useEditorState(selectSelection)
  const { text, fault, behind, isBehind, type, settle, take } = useDocumentText()
  const places = useMemo(() => tools?.jsonPlaces(text) ?? [], [tools, text])
  const at = useRef<string | undefined>(undefined)
  const [chosen] = selection.nodes.length > 0 ? selection.nodes : selection.edges
  const shown = useMemo(() => places.find(({ id }) => id === chosen), [places, chosen])
  const onCursor = useCallback(
    (offset: number) => {
      const place = tools?.placeAt(places, offset)
      const key = place && `${place.kind}:${place.id}`
      if (key === at.current) return
      at.current = key
      if (place?.kind === 'node') reveal(place.id)
      else if (place) store.select({ nodes: [], edges: [place.id] })
    },
    [places, reveal, store, tools],
  )
  return (
    <Panel title="JSON" label="Workflow as JSON">
      <div className="flex h-full min-h-0 flex-col">
        <div className="min-h-0 flex-1">
          {tools ? (
            <tools.Code
              label="Workflow as JSON"
              text={text}
              isBehind={isBehind}
              chosen={chosen}
              shown={shown}
              fault={fault}
              onType={type}
              onCursor={onCursor}
              onBlur={settle}
            />
          ) : (
            <p role="status" className="flex items-center gap-2 p-4 text-ink-2 text-sm">
              <Spinner /> Loading the text editor…
            </p>
          )}
        </div>
        <div role="status" className="flex min-h-[45px] items-center gap-2 border-line border-t px-3 py-1.5 text-sm">
          {fault ? (
            <span className="flex min-w-0 flex-1 items-start gap-1.5 text-danger">
              <CircleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
              <span className="min-w-0 break-words">
                {fault.reason} {behind ? 'The canvas has changed meanwhile.' : 'The canvas keeps the last valid state.'}
              </span>
            </span>
          ) : (
            <span className="flex items-center gap-1.5 text-ink-3">
              <CircleCheck aria-hidden size={14} /> In step with the canvas · {document.nodes.length} {document.nodes.length === 1 ? 'node' : 'nodes'}
            </span>
          )}
          {fault ? (
            <Button size="sm" onClick={take}>
              Take the canvas
            </Button>
          ) : null}
        </div>
      </div>
    </Panel>
  )
}

/** The text beside the document: what was typed for as long as it says the same or is not a workflow yet, else the document's own. */
function useDocumentText() {
  const { store } = useEditor()
  const document = useEditorState(selectDocument)
  const [typed, setTyped] = useState<{ text: string; reading: TextReading; over: unknown } | undefined>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const pending = useRef<string | undefined>(undefined)
  const settle = useCallback(() => {
    clearTimeout(timer.current)
    const source = pending.current
    pending.current = undefined
    if (source === undefined) return
    const reading = readWorkflowText(source)
    if (reading.kind === 'workflow' && !saysTheSame(source, store.getState().document)) store.edit('edit as JSON', () => reading.workflow, { mergeKey: 'json' })
    setTyped({ text: source, reading, over: store.getState().document })
  }, [store])
  const type = useCallback(
    (next: string) => {
      pending.current = next
      clearTimeout(timer.current)
      timer.current = setTimeout(settle, READ_DELAY)
    },
    [settle],
  )
  const isBehind = useCallback(() => pending.current !== undefined, [])
  // What was typed last is read even when the panel closes within the delay.
  useEffect(() => settle, [settle])
  const keeps = typed && (typed.reading.kind === 'fault' || typed.over === document || saysTheSame(typed.text, document))
  const text = useMemo(() => (keeps ? typed.text : writeWorkflowText(document)), [keeps, typed, document])
  return {
    text: pending.current ?? text,
    fault: keeps && typed.reading.kind === 'fault' ? typed.reading : undefined,
    behind: keeps === true && typed.over !== document,
    isBehind,
    type,
    settle: () => {
      settle()
      store.seal()
    },
    take: () => {
      pending.current = undefined
      setTyped(undefined)
    },
  }
}
