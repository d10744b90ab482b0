import { Tooltip as RadixTooltip } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './kbd.tsx'

export const TooltipProvider = RadixTooltip.Provider

/** Explains its one child on hover and focus. Without content the child is rendered alone. */
export function Tooltip(props: { content: ReactNode; shortcut?: string; side?: 'top' | 'right' | 'bottom' | 'left'; children: ReactNode }) {
  const { content, shortcut, side = 'bottom', children } = props
  if (!content) return children
  return (
    <RadixTooltip.Root>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="pop-in z-50 flex max-w-72 items-center gap-2 rounded-lg border border-line bg-surface px-2.5 py-1.5 text-ink text-sm shadow-pop"
        >
          <span className="min-w-0">{content}</span>
          {shortcut ? <Kbd keys={shortcut} /> : null}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  )
}
