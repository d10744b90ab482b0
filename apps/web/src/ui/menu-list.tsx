import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { cx } from './class-names.ts'
import { Kbd } from './kbd.tsx'
import type { MenuEntry } from './menu.tsx'

export interface MenuListProps {
  entries: readonly MenuEntry[]
  align: 'start' | 'end'
  /** Opens or has closed; the owner gives the focus back. */
  onOpenChange: (open: boolean) => void
  /** What it is called where no button has its name. */
  label?: string
  /** Beside its mark, as a menu at a point, instead of below it. */
  beside?: boolean
}

function MenuNote({ label, icon }: { label: string; icon?: ReactNode }) {
  return (
    <DropdownMenu.Label className="flex h-8 select-none items-center gap-2.5 px-2.5 text-base text-ink-2">
      <span className="inline-flex w-4 justify-center text-ink-3">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{label}</span>
    </DropdownMenu.Label>
  )
}

type Item = Extract<MenuEntry, { onSelect: () => void }>

function MenuItem({ label, icon, shortcut, danger, disabled, refusal, onChosen }: Omit<Item, 'onSelect'> & { onChosen: () => void }) {
  return (
    <DropdownMenu.Item
      disabled={disabled}
      aria-disabled={disabled || refusal !== undefined}
      onSelect={(event) => (refusal === undefined ? onChosen() : event.preventDefault())}
      className={cx(
        'flex min-h-8 cursor-default select-none items-center gap-2.5 rounded-lg px-2.5 py-1 text-base outline-none data-disabled:opacity-40 data-highlighted:bg-surface-3',
        refusal === undefined ? (danger ? 'text-danger' : 'text-ink') : 'text-ink-3',
      )}
    >
      <span className={cx('inline-flex w-4 justify-center', !danger && 'text-ink-3')}>{icon}</span>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{label}</span>
        {refusal === undefined ? null : <span className="block text-xs">{refusal}</span>}
      </span>
      {shortcut ? <Kbd keys={shortcut} /> : null}
    </DropdownMenu.Item>
  )
}

/** The open menu of a button; it hangs on a mark as large as the button it lies over. Fetched with the first menu. */
export function MenuList({ entries, align, onOpenChange, label, beside = false }: MenuListProps) {
  const chosen = useRef<() => void>(undefined)
  return (
    // A menu is no dialog: hiding the rest of the page from readers would leave what is behind it focusable and unnamed.
    <DropdownMenu.Root
      open
      modal={false}
      onOpenChange={(open) => {
        onOpenChange(open)
        if (open) return
        // Once the focus is back: a dialog that is chosen gives it back to what had it before the menu. Giving it back closes once more.
        const act = chosen.current
        chosen.current = undefined
        act?.()
      }}
    >
      <DropdownMenu.Trigger asChild>
        <span aria-hidden tabIndex={-1} className="pointer-events-none absolute inset-0" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={beside ? 'right' : 'bottom'}
          sideOffset={beside ? 2 : 6}
          collisionPadding={8}
          loop
          {...(label === undefined ? {} : { 'aria-label': label, 'aria-labelledby': undefined })}
          // The button has the name and takes the focus back.
          onCloseAutoFocus={(event) => event.preventDefault()}
          // A menu has no menu of its own, nor the browser's.
          onContextMenu={(event) => event.preventDefault()}
          className="pop-in z-50 min-w-48 max-w-80 rounded-xl border border-line bg-surface p-1 shadow-pop"
        >
          {entries.map((entry) => {
            if (entry.kind === 'separator') return <DropdownMenu.Separator key={entry.id} className="my-1 h-px bg-line" />
            if (entry.kind === 'note') return <MenuNote key={entry.label} {...entry} />
            const { onSelect, ...shown } = entry
            return (
              <MenuItem
                key={entry.label}
                {...shown}
                onChosen={() => {
                  chosen.current = onSelect
                }}
              />
            )
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
