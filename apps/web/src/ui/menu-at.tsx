import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import type { XY } from './canvas/point.ts'
import type { MenuEntry } from './menu.tsx'
import { MenuList } from './menu-list.tsx'

export interface MenuAtProps {
  entries: readonly MenuEntry[]
  /** What it is the menu of. */
  label: string
  /** In pixels of the window. */
  screen: XY
  /** The first entry has the focus. */
  byKeys: boolean
  /** It has closed; the owner gives the focus back. */
  onClose: () => void
}

/** A menu at a point of the window. */
export function MenuAt({ entries, label, screen, byKeys, onClose }: MenuAtProps) {
  useEffect(() => {
    if (!byKeys) return
    // The list takes the focus as a whole when it comes up.
    const soon = requestAnimationFrame(() => document.querySelector<HTMLElement>('[role=menu] [role=menuitem]')?.focus())
    return () => cancelAnimationFrame(soon)
  }, [byKeys])
  return createPortal(
    <span className="fixed size-0" style={{ left: screen.x, top: screen.y }}>
      <MenuList
        entries={entries}
        align="start"
        beside
        label={label}
        onOpenChange={(open) => {
          if (!open) onClose()
        }}
      />
    </span>,
    document.body,
  )
}
