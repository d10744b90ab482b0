import { Command as Cmdk } from 'cmdk'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { Kbd } from '../kbd.tsx'
import { type Command, type CommandSource, commandRegistry } from './command-registry.ts'

const selectPlaces = (state: { places: ReadonlyMap<string, readonly Command[]> }) => state.places
const selectSources = (state: { sources: ReadonlyMap<string, CommandSource> }) => state.sources

interface CommandPaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  query: string
  onQueryChange: (query: string) => void
}

/** Ctrl+K: everything on offer, found by typing. */
export function CommandPalette({ open, onOpenChange, query, onQueryChange }: CommandPaletteProps) {
  const places = useStore(commandRegistry, selectPlaces)
  const sources = useStore(commandRegistry, selectSources)
  const groups = useMemo(() => {
    const byGroup = new Map<string, Command[]>()
    const found = [...sources.values()].flatMap((source) => source(query))
    for (const command of [...[...places.values()].reverse().flat(), ...found]) byGroup.set(command.group, [...(byGroup.get(command.group) ?? []), command])
    return [...byGroup]
  }, [places, sources, query])
  return (
    <Cmdk.Dialog
      open={open}
      onOpenChange={onOpenChange}
      label="Search and commands"
      loop
      overlayClassName="fixed inset-0 z-40 bg-[var(--overlay)]"
      contentClassName="command-palette pop-in fixed top-[12vh] left-1/2 z-50 w-[min(600px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-2xl border border-line bg-surface shadow-dialog"
    >
      <Cmdk.Input
        value={query}
        onValueChange={onQueryChange}
        onFocus={(event) => caretToEnd(event.currentTarget)}
        placeholder="Add a node, jump, run…"
        className="h-13 w-full border-line border-b bg-transparent px-5 text-lg outline-none placeholder:text-ink-3"
      />
      <Cmdk.List className="max-h-[min(420px,60vh)] overflow-y-auto p-2">
        <Cmdk.Empty className="px-3 py-8 text-center text-ink-2">Nothing here goes by that name.</Cmdk.Empty>
        {groups.map(([group, commands]) => (
          <Cmdk.Group
            key={group}
            heading={group}
            className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-xs"
          >
            {commands.map((command) => (
              <Cmdk.Item
                key={command.id}
                value={`${command.label} ${command.id}`}
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

/** The dialog selects what its field holds when it hands over the focus; the next key would then replace what was typed so far. */
function caretToEnd(field: HTMLInputElement): void {
  queueMicrotask(() => field.setSelectionRange(field.value.length, field.value.length))
}
