import { NODE_FACTS, type NodeTypeFacts } from '@aob/schemas'
import { Search } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useId, useRef, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { NODE_TYPE_MIME } from '../../../ui/canvas/canvas-editing.ts'
import { Panel } from '../../../ui/panel.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { placeAfter, type TypedAhead, typedAhead } from './list-walk.ts'
import { TypeIcon } from './type-icon.tsx'
import { rankTypes } from './type-search.ts'

const CATEGORIES: readonly NodeTypeFacts['category'][] = ['Actions', 'Logic', 'Scopes', 'AI', 'People']

/** Node types by category: drag one onto the canvas, or click it to add it behind the selected node. */
export function PalettePanel({ onAdd }: { onAdd: (type: string) => void }) {
  const [query, setQuery] = useState('')
  const found = rankTypes(query)
  const list = useRef<HTMLDivElement>(null)
  return (
    <Panel title="Add a node" label="Node palette">
      <div className="relative p-3 pb-1">
        <Search aria-hidden size={14} className="absolute top-5.5 left-5.5 text-ink-3" />
        <TextInput
          aria-label="Find a node type"
          placeholder="Find a node type"
          className="pl-8"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const [first] = found
            if (event.key === 'Enter' && first) onAdd(first.type)
            if (event.key === 'ArrowDown') {
              event.preventDefault()
              list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
            }
          }}
        />
      </div>
      <Types found={found} list={list} onAdd={onAdd} />
      {found.length === 0 ? (
        <div className="flex flex-col items-start gap-2 px-4 pt-1.5">
          <p className="break-words text-ink-2 text-sm">No node type goes by “{query}”. Try what it does, such as “wait” or “ask”.</p>
          <Button size="sm" onClick={() => setQuery('')}>
            Show all
          </Button>
        </div>
      ) : null}
      {Object.keys(NODE_FACTS).length === found.length ? (
        <p className="px-4 pt-2 pb-4 text-ink-3 text-xs">Drag onto the canvas, or press Enter to add behind the selected node.</p>
      ) : null}
    </Panel>
  )
}

interface TypesProps {
  found: readonly NodeTypeFacts[]
  list: RefObject<HTMLDivElement | null>
  onAdd: (type: string) => void
}

/** One stop of Tab, as a toolbar is: arrows go through it, letters jump to what begins with them. */
function Types({ found, list, onAdd }: TypesProps) {
  const id = useId()
  const [current, setCurrent] = useState<string>()
  const typed = useRef<TypedAhead>({ text: '', at: Number.NEGATIVE_INFINITY })
  const shown = CATEGORIES.flatMap((category) => found.filter((descriptor) => descriptor.category === category))
  const stop = shown.find(({ type }) => type === current) ?? shown[0]
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = shown.findIndex(({ type }) => type === (event.target as HTMLElement).dataset.paletteType)
    let next = placeAfter(event.key, at, shown.length)
    if (next === undefined && event.key.length === 1 && event.key !== ' ' && event.key !== '?') {
      const jump = typedAhead(
        event.key,
        event.timeStamp,
        typed.current,
        shown.map(({ label }) => label),
        at,
      )
      typed.current = jump.typed
      next = jump.place ?? at
    }
    const target = next === undefined ? undefined : shown[next]
    if (!target) return
    // These keys would move and make things on the canvas.
    event.preventDefault()
    event.stopPropagation()
    list.current?.querySelector<HTMLElement>(`[data-palette-type="${CSS.escape(target.type)}"]`)?.focus()
  }
  return (
    <div ref={list} role="toolbar" aria-label="Node types" aria-orientation="vertical" onKeyDown={onKeyDown}>
      {CATEGORIES.map((category) => {
        const types = shown.filter((descriptor) => descriptor.category === category)
        return types.length === 0 ? null : (
          <div key={category} role="group" aria-labelledby={`${id}-${category}`} className="px-2 py-1.5">
            <h3 id={`${id}-${category}`} className="px-2 pb-1 font-medium text-ink-3 text-xs">
              {category}
            </h3>
            {types.map((descriptor) => (
              <PaletteItem key={descriptor.type} descriptor={descriptor} stop={descriptor === stop} onFocus={setCurrent} onAdd={onAdd} />
            ))}
          </div>
        )
      })}
    </div>
  )
}

interface PaletteItemProps {
  descriptor: NodeTypeFacts
  /** Tab leads to this one. */
  stop: boolean
  onFocus: (type: string) => void
  onAdd: (type: string) => void
}

function PaletteItem({ descriptor, stop, onFocus, onAdd }: PaletteItemProps) {
  return (
    <button
      type="button"
      draggable
      tabIndex={stop ? 0 : -1}
      data-palette-type={descriptor.type}
      onFocus={() => onFocus(descriptor.type)}
      onDragStart={(event) => {
        event.dataTransfer.setData(NODE_TYPE_MIME, descriptor.type)
        event.dataTransfer.effectAllowed = 'copy'
        event.currentTarget.blur()
      }}
      onClick={({ currentTarget, detail }) => {
        // By pointer: what is added has the focus, so that the next key means it. By keys one goes on from here.
        if (detail > 0) currentTarget.blur()
        onAdd(descriptor.type)
      }}
      className="flex w-full cursor-grab items-center gap-2.5 rounded-lg px-2 py-1.5 text-left transition-colors duration-[120ms] hover:bg-surface-3 active:cursor-grabbing"
    >
      <TypeIcon type={descriptor.type} />
      <span className="min-w-0 flex-1">
        <span className="block font-medium text-base leading-[18px]">{descriptor.label}</span>
        <span className="line-clamp-2 text-ink-3 text-xs leading-[15px]">{descriptor.description.split(' Output:')[0]}</span>
      </span>
    </button>
  )
}
