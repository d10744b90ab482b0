import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'
import { Kbd } from './kbd.tsx'
import type { MenuEntry } from './menu.tsx'

export interface MenuListProps {
  entries: readonly MenuEntry[]
  align: 'start' | 'end'
  /** Opens or has closed; the owner gives the focus back. */
  onOpenChange: (open: boolean) => void
}

function MenuNote({ label, icon }: { label: string; icon?: ReactNode }) {
  return (
    <DropdownMenu.Label className="flex h-8 select-none items-center gap-2.5 px-2.5 text-base text-ink-2">
      <span className="inline-flex w-4 justify-center text-ink-3">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{label}</span>
    </DropdownMenu.Label>
  )
}

/** The open menu of a button; it hangs on a mark as large as the button it lies over. Fetched with the first menu. */
export function MenuList({ entries, align, onOpenChange }: MenuListProps) {
  return (
    // A menu is no dialog: hiding the rest of the page from readers would leave what is behind it focusable and unnamed.
    <DropdownMenu.Root open modal={false} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden tabIndex={-1} className="pointer-events-none absolute inset-0" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          // The button has the name and takes the focus back.
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="pop-in z-50 min-w-48 max-w-80 rounded-xl border border-line bg-surface p-1 shadow-pop"
        >
          {entries.map((entry) => {
            if (entry.kind === 'separator') return <DropdownMenu.Separator key={entry.id} className="my-1 h-px bg-line" />
            if (entry.kind === 'note') return <MenuNote key={entry.label} {...entry} />
            return (
              <DropdownMenu.Item
                key={entry.label}
                disabled={entry.disabled}
                onSelect={entry.onSelect}
                className={cx(
                  'flex h-8 cursor-default select-none items-center gap-2.5 rounded-lg px-2.5 text-base outline-none data-disabled:opacity-40 data-highlighted:bg-surface-3',
                  entry.danger ? 'text-danger' : 'text-ink',
                )}
              >
                <span className={cx('inline-flex w-4 justify-center', !entry.danger && 'text-ink-3')}>{entry.icon}</span>
                <span className="flex-1">{entry.label}</span>
                {entry.shortcut ? <Kbd keys={entry.shortcut} /> : null}
              </DropdownMenu.Item>
            )
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
