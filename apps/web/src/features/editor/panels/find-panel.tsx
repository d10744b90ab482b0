import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { cx } from '../../../ui/class-names.ts'
import { Panel } from '../../../ui/panel.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { selectDocument } from '../model/editor-store.ts'
import { findHits } from './find-hits.ts'
import { TypeIcon } from './type-icon.tsx'

/** Finds words in names and settings; Enter or F3 goes from hit to hit. */
export function FindPanel() {
  const { reveal } = useEditor()
  const document = useEditorState(selectDocument)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(-1)
  const hits = useMemo(() => findHits(document, query), [document, query])
  function go(step: number) {
    if (hits.length === 0) return
    const next = (at + step + hits.length) % hits.length
    setAt(next)
    const hit = hits[next]
    if (hit) reveal(hit.nodeId)
  }
  return (
    <Panel title="Find" label="Find in this workflow">
      <div className="relative p-3 pb-2">
        <Search aria-hidden size={14} className="absolute top-5.5 left-5.5 text-ink-3" />
        <TextInput
          autoFocus
          aria-label="Find in names and settings"
          placeholder="Names, settings, expressions"
          className="pl-8"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(-1)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'F3') return
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
