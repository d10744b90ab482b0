import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'
import { Kbd } from './kbd.tsx'

export type MenuEntry =
  | { kind?: 'item'; label: string; icon?: ReactNode; shortcut?: string; danger?: boolean; disabled?: boolean; onSelect: () => void }
  | { kind: 'separator'; id: string }

/** A button's menu. The trigger is the one child. */
export function Menu({ entries, align = 'end', children }: { entries: readonly MenuEntry[]; align?: 'start' | 'end'; children: ReactNode }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="pop-in z-50 min-w-48 rounded-xl border border-line bg-surface p-1 shadow-pop"
        >
          {entries.map((entry) =>
            entry.kind === 'separator' ? (
              <DropdownMenu.Separator key={entry.id} className="my-1 h-px bg-line" />
            ) : (
              <DropdownMenu.Item
                key={entry.label}
                disabled={entry.disabled}
                onSelect={entry.onSelect}
                className={cx(
                  'flex h-8 cursor-default select-none items-center gap-2.5 rounded-lg px-2.5 text-base outline-none data-disabled:opacity-40 data-highlighted:bg-surface-3',
                  entry.danger ? 'text-danger' : 'text-ink',
                )}
              >
                <span className="inline-flex w-4 justify-center text-ink-3">{entry.icon}</span>
                <span className="flex-1">{entry.label}</span>
                {entry.shortcut ? <Kbd keys={entry.shortcut} /> : null}
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
