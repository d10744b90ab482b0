import { Search } from 'lucide-react'
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { failureOf } from '../../../lib/failure.ts'
import { useTRPCClient } from '../../../lib/trpc.ts'
import { cx } from '../../../ui/class-names.ts'
import { Panel } from '../../../ui/panel.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { WindowedList } from '../../../ui/windowed-list.tsx'
import { isPath, showWithin } from '../bodies/open-body.ts'
import { useEditor } from '../editor-context.ts'
import { selectDocument } from '../model/editor-store.ts'
import { readLastRun } from '../test-run/last-run.ts'
import { type FindHit, findHits, foundAt } from './find-hits.ts'
import { TypeIcon } from './type-icon.tsx'

/** Pixels a place takes. */
const LINE_HEIGHT = 48

const keyOf = (hit: FindHit) => `${[...hit.path, hit.nodeId].join('/')}:${hit.place}`
const ROOT: readonly string[] = []

/** Finds words in names, settings and last outputs; Enter or F3 goes from hit to hit, and what is found pulses on the canvas. */
export function FindPanel() {
  const editor = useEditor()
  const { view, inside } = editor
  // Wherever one stands: it is the whole workflow that is looked through.
  const document = useStore((inside?.root ?? editor).store, selectDocument)
  const here = inside?.body.path ?? ROOT
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(-1)
  const field = useRef<HTMLInputElement>(null)
  const outputs = useLastOutputs()
  // Typing goes first: with many nodes the list follows a moment later.
  const searched = useDeferredValue(query)
  const hits = useMemo(() => findHits(document, searched, outputs), [document, searched, outputs])
  useEffect(() => {
    view.setState({ pulsing: foundAt(hits, here) })
    return () => view.setState({ pulsing: [] })
  }, [hits, here, view])
  const go = useCallback(
    (step: number) => {
      // What stands in the field counts, even where the list has not caught up.
      const places = searched === query ? hits : findHits(document, query, outputs)
      if (places.length === 0) return
      // From where one stands.
      const first = Math.max(
        0,
        places.findIndex(({ path }) => isPath(path, here)),
      )
      const next = ((at < 0 ? (step > 0 ? first - 1 : first) : at) + step + places.length) % places.length
      setAt(next)
      const hit = places[next]
      if (hit) showWithin(editor, hit.path, hit)
    },
    [at, document, editor, here, hits, outputs, query, searched],
  )
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const anew = event.key === 'f' && (event.ctrlKey || event.metaKey)
      if (event.key !== 'F3' && !anew) return
      event.preventDefault()
      event.stopPropagation()
      if (anew) {
        field.current?.focus()
        field.current?.select()
      } else go(event.shiftKey ? -1 : 1)
    }
    // Before the editor's own keys, which open this panel.
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [go])
  return (
    <Panel title="Find" label="Find in this workflow">
      <div className="flex h-full flex-col">
        <div className="relative p-3 pb-2">
          <Search aria-hidden size={14} className="absolute top-5.5 left-5.5 text-ink-3" />
          <TextInput
            ref={field}
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
        <p role="status" className="break-words px-4 pb-1 text-ink-3 text-xs">
          {query === ''
            ? 'Enter or F3 goes to the next place.'
            : hits.length === 0
              ? `Nothing here has “${query}” in it: no name, id, setting or last output.`
              : `${hits.length.toLocaleString('en')} ${hits.length === 1 ? 'place' : 'places'}`}
        </p>
        <WindowedList items={hits} keyOf={keyOf} lineHeight={LINE_HEIGHT} label="Places" at={at} className="min-h-0 flex-1 px-2 pb-3">
          {(hit, index) => (
            <button
              type="button"
              onClick={() => {
                setAt(index)
                showWithin(editor, hit.path, hit)
              }}
              className={cx('flex h-full w-full items-center gap-2.5 rounded-lg px-2 text-left hover:bg-surface-3', index === at && 'bg-accent-soft')}
            >
              <TypeIcon type={hit.type} small />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{hit.title}</span>
                <span className="block truncate text-ink-3 text-xs">
                  {hit.place}: <span className="font-mono">{hit.excerpt}</span>
                </span>
              </span>
            </button>
          )}
        </WindowedList>
      </div>
    </Panel>
  )
}

const NONE: ReadonlyMap<string, unknown> = new Map()

/** What the nodes gave in the newest run; nothing until it is read, or when it cannot be. */
function useLastOutputs(): ReadonlyMap<string, unknown> {
  const { store: drawn, name, inside } = useEditor()
  const store = inside?.root.store ?? drawn
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
