import { type ComponentProps, cloneElement, type MouseEvent, type ReactElement, type ReactNode, useRef, useState } from 'react'
import { lazyPart } from './lazy-part.tsx'
import type { MenuListProps } from './menu-list.tsx'

export type MenuEntry =
  | {
      kind?: 'item'
      label: string
      icon?: ReactNode
      shortcut?: string
      danger?: boolean
      disabled?: boolean
      /** Why it cannot be chosen now: it stands there with the reason, and the keys come by. */
      refusal?: string | undefined
      onSelect: () => void
    }
  /** Says something; nothing to choose. */
  | { kind: 'note'; label: string; icon?: ReactNode }
  | { kind: 'separator'; id: string }

const MenuList = lazyPart<MenuListProps>(async () => (await import('./menu-list.tsx')).MenuList)

interface MenuProps {
  entries: readonly MenuEntry[]
  align?: 'start' | 'end'
  /** The button: one element that passes its handlers on. */
  children: ReactElement<Pick<ComponentProps<'button'>, 'onClick' | 'onKeyDown' | 'onPointerEnter' | 'onFocus' | 'aria-haspopup' | 'aria-expanded'>>
}

/** Whether the focus is nowhere, or in the menu that closes: whoever else has taken it keeps it. */
const isLeft = () => document.activeElement === document.body || document.activeElement?.closest('[role=menu]') !== null

/** A button's menu. The trigger is the one child; pointing at it fetches the menu's code. */
export function Menu({ entries, align = 'end', children }: MenuProps) {
  const [open, setOpen] = useState(false)
  const place = useRef<HTMLSpanElement>(null)
  // A press on the button closes an open menu before the click comes, which must not open it again.
  const openWhenPressed = useRef(false)
  const button = () => place.current?.querySelector('button')
  return (
    <span
      ref={place}
      className="relative inline-flex"
      onPointerDownCapture={() => {
        openWhenPressed.current = open
      }}
    >
      {cloneElement(children, {
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onPointerEnter: MenuList.preload,
        onFocus: MenuList.preload,
        onClick: (event: MouseEvent<HTMLButtonElement>) => {
          event.stopPropagation()
          setOpen(!openWhenPressed.current)
          openWhenPressed.current = false
        },
        onKeyDown: (event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          setOpen(true)
        },
      })}
      {open ? (
        <MenuList
          entries={entries}
          align={align}
          onOpenChange={(next) => {
            setOpen(next)
            if (!next && isLeft()) button()?.focus()
          }}
        />
      ) : null}
    </span>
  )
}
