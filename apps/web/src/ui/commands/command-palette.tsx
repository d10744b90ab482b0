import { Command as Cmdk } from 'cmdk'
import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { Kbd } from '../kbd.tsx'
import { Spinner } from '../spinner.tsx'
import { useFocusBack } from '../use-focus-back.ts'
import { COMING, type Command, type CommandSource, commandRegistry } from './command-registry.ts'
import type { EarlyWords } from './early-typing.ts'
import { rankCommands } from './rank-commands.ts'
import { caretToEnd, chosenItem, TakeChosen } from './taken-early.tsx'

const selectPlaces = (state: { places: ReadonlyMap<string, readonly Command[]> }) => state.places
const selectSources = (state: { sources: ReadonlyMap<string, CommandSource> }) => state.sources

export interface CommandPaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** What is looked for; confirmed when Enter came before the list did. */
  words: EarlyWords
  onWords: (words: EarlyWords) => void
}

/** Ctrl+K: everything on offer, found by typing. */
export function CommandPalette({ open, onOpenChange, words, onWords }: CommandPaletteProps) {
  useFocusBack(open)
  const { query, confirmed } = words
  const places = useStore(commandRegistry, selectPlaces)
  const sources = useStore(commandRegistry, selectSources)
  const complete = ![...places.values()].includes(COMING)
  const editing = places.has('editor')
  const groups = useMemo(() => {
    const found = [...sources.values()].flatMap((source) => source(query))
    return rankCommands([...[...places.values()].reverse().flat(), ...found], query)
  }, [places, sources, query])
  const chosen = useChosen(groups[0]?.[1][0])
  return (
    <Cmdk.Dialog
      {...chosen}
      open={open}
      onOpenChange={onOpenChange}
      label="Search and commands"
      loop
      shouldFilter={false}
      overlayClassName="fixed inset-0 z-40 bg-[var(--overlay)]"
      contentClassName="command-palette pop-in fixed top-[12vh] left-1/2 z-50 w-[min(600px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-2xl border border-line bg-surface shadow-dialog"
    >
      <Cmdk.Input
        value={query}
        onValueChange={(next) => onWords({ query: next, confirmed: false })}
        onKeyDown={(event) => {
          // Nothing to take yet, and more on its way: it is taken once it is there.
          if (event.key === 'Enter' && !event.nativeEvent.isComposing && !complete && !chosenItem()) onWords({ query, confirmed: true })
        }}
        onFocus={(event) => caretToEnd(event.currentTarget)}
        placeholder={editing ? 'Add a node, jump, run…' : 'Jump to a workflow or a page…'}
        className="h-13 w-full border-line border-b bg-transparent px-5 text-lg outline-none placeholder:text-ink-3"
      />
      <Cmdk.List className="max-h-[min(420px,60vh)] overflow-y-auto p-2">
        <Cmdk.Empty className="flex items-center justify-center gap-2 px-3 py-8 text-ink-2">
          {complete ? (
            'Nothing here goes by that name.'
          ) : (
            <>
              <Spinner /> There is more to come…
            </>
          )}
        </Cmdk.Empty>
        {confirmed ? <TakeChosen query={query} /> : null}
        {groups.map(([group, commands]) => (
          <Cmdk.Group
            key={group}
            heading={group}
            className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-xs"
          >
            {commands.map((command) => (
              <Cmdk.Item
                key={command.id}
                value={cmdkValue(command)}
                keywords={command.keywords}
                onSelect={() => {
                  onOpenChange(false)
                  command.run()
                }}
                className="flex h-9 cursor-pointer items-center gap-3 rounded-lg px-3 text-base data-[selected=true]:bg-surface-3"
              >
                <span className="flex w-4 justify-center text-ink-3">{command.icon}</span>
                <span className="min-w-0 flex-1 truncate">{command.label}</span>
                {command.shortcut ? <Kbd keys={command.shortcut} /> : null}
              </Cmdk.Item>
            ))}
          </Cmdk.Group>
        ))}
      </Cmdk.List>
    </Cmdk.Dialog>
  )
}

const cmdkValue = ({ label, id }: Command) => `${label} ${id}`.trim()

/** The best match is chosen until somebody chooses another. The list chooses once, the first of what it has at first; better ones may come after that. */
function useChosen(best: Command | undefined) {
  const first = best ? cmdkValue(best) : ''
  const [value, setValue] = useState(first)
  const [followed, setFollowed] = useState(first)
  if (followed !== first) {
    setFollowed(first)
    if (value === followed || value === '') setValue(first)
  }
  return { value, onValueChange: setValue }
}
