import { NODE_FACTS, type NodeTypeFacts } from '@aob/schemas'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { NODE_TYPE_MIME } from '../../../ui/canvas/canvas-editing.ts'
import { Panel } from '../../../ui/panel.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { TypeIcon } from './type-icon.tsx'
import { rankTypes } from './type-search.ts'

const CATEGORIES: readonly NodeTypeFacts['category'][] = ['Actions', 'Logic', 'Scopes', 'AI', 'People']

/** Node types by category: drag one onto the canvas, or click it to add it behind the selected node. */
export function PalettePanel({ onAdd }: { onAdd: (type: string) => void }) {
  const [query, setQuery] = useState('')
  const found = rankTypes(query)
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
          }}
        />
      </div>
      {CATEGORIES.map((category) => {
        const types = found.filter((descriptor) => descriptor.category === category)
        return types.length === 0 ? null : (
          <section key={category} className="px-2 py-1.5">
            <h3 className="px-2 pb-1 font-medium text-ink-3 text-xs">{category}</h3>
            <ul>
              {types.map((descriptor) => (
                <li key={descriptor.type}>
                  <PaletteItem descriptor={descriptor} onAdd={onAdd} />
                </li>
              ))}
            </ul>
          </section>
        )
      })}
      {found.length === 0 ? <p className="px-4 py-6 text-center text-ink-2 text-sm">No node type goes by “{query}”.</p> : null}
      {Object.keys(NODE_FACTS).length === found.length ? (
        <p className="px-4 pt-2 pb-4 text-ink-3 text-xs">Drag onto the canvas, or press Enter to add behind the selected node.</p>
      ) : null}
    </Panel>
  )
}

function PaletteItem({ descriptor, onAdd }: { descriptor: NodeTypeFacts; onAdd: (type: string) => void }) {
  return (
    <button
      type="button"
      draggable
      data-palette-type={descriptor.type}
      onDragStart={(event) => {
        event.dataTransfer.setData(NODE_TYPE_MIME, descriptor.type)
        event.dataTransfer.effectAllowed = 'copy'
      }}
      onClick={() => onAdd(descriptor.type)}
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
