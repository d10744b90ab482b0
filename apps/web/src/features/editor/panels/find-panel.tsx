import { Search } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { failureOf } from '../../../lib/failure.ts'
import { useTRPCClient } from '../../../lib/trpc.ts'
import { cx } from '../../../ui/class-names.ts'
import { Panel } from '../../../ui/panel.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { selectDocument } from '../model/editor-store.ts'
import { readLastRun } from '../test-run/last-run.ts'
import { findHits } from './find-hits.ts'
import { TypeIcon } from './type-icon.tsx'

/** Finds words in names, settings and last outputs; Enter or F3 goes from hit to hit, and what is found pulses on the canvas. */
export function FindPanel() {
  const { reveal, view } = useEditor()
  const document = useEditorState(selectDocument)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(-1)
  const outputs = useLastOutputs()
  const hits = useMemo(() => findHits(document, query, outputs), [document, query, outputs])
  useEffect(() => {
    view.setState({ pulsing: [...new Set(hits.map((hit) => hit.nodeId))] })
    return () => view.setState({ pulsing: [] })
  }, [hits, view])
  const go = useCallback(
    (step: number) => {
      if (hits.length === 0) return
      const next = (at + step + hits.length) % hits.length
      setAt(next)
      const hit = hits[next]
      if (hit) reveal(hit.nodeId)
    },
    [at, hits, reveal],
  )
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F3') return
      event.preventDefault()
      event.stopPropagation()
      go(event.shiftKey ? -1 : 1)
    }
    // Before the editor's own F3, which opens this panel.
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [go])
  return (
    <Panel title="Find" label="Find in this workflow">
      <div className="relative p-3 pb-2">
        <Search aria-hidden size={14} className="absolute top-5.5 left-5.5 text-ink-3" />
        <TextInput
          autoFocus
          aria-label="Find in names, settings and outputs"
          placeholder="Names, settings, outputs"
          className="pl-8"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(-1)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            go(event.shiftKey ? -1 : 1)
          }}
        />
      </div>
      <p role="status" className="px-4 pb-1 text-ink-3 text-xs">
        {query === ''
          ? 'Enter or F3 goes to the next place.'
          : hits.length === 0
            ? 'Found nowhere.'
            : `${hits.length} ${hits.length === 1 ? 'place' : 'places'}`}
      </p>
      <ul className="px-2 pb-3">
        {hits.map((hit, index) => (
          <li key={`${hit.nodeId}:${hit.place}`}>
            <button
              type="button"
              onClick={() => {
                setAt(index)
                reveal(hit.nodeId)
              }}
              className={cx('flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-left hover:bg-surface-3', index === at && 'bg-accent-soft')}
            >
              <TypeIcon type={hit.type} small />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{hit.title}</span>
                <span className="block truncate text-ink-3 text-xs">
                  {hit.place}: <span className="font-mono">{hit.excerpt}</span>
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const NONE: ReadonlyMap<string, unknown> = new Map()

/** What the nodes gave in the newest run; nothing until it is read, or when it cannot be. */
function useLastOutputs(): ReadonlyMap<string, unknown> {
  const { store, name } = useEditor()
  const client = useTRPCClient()
  const [outputs, setOutputs] = useState(NONE)
  useEffect(() => {
    let gone = false
    const ids = store.getState().document.nodes.map((node) => node.id)
    readLastRun(client, name, ids)
      .then((lastRun) => {
        if (!gone && lastRun) setOutputs(lastRun.outputs)
      })
      .catch((error: unknown) => console.warn('Outputs of the last run are not searched.', failureOf(error).message))
    return () => {
      gone = true
    }
  }, [client, name, store])
  return outputs
}
