import { Link } from '@tanstack/react-router'
import { CalendarClock, CircleCheckBig, LayoutGrid, Play } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { cx } from '../class-names.ts'
import { Tooltip } from '../tooltip.tsx'
import { useShellSlots } from './shell-slots.tsx'

const PLACES = [
  { to: '/', label: 'Workflows', icon: LayoutGrid },
  { to: '/runs', label: 'Runs', icon: Play },
  { to: '/schedules', label: 'Schedules', icon: CalendarClock },
  { to: '/approvals', label: 'Approvals', icon: CircleCheckBig },
] as const

const ITEM = 'relative flex items-center justify-center rounded-lg text-ink-2 transition-colors duration-[120ms] hover:bg-surface-3 hover:text-ink'
const CURRENT = 'bg-accent-soft! text-accent-text!'

/** Tools of the page above, places of the product below; on phones only the places, at the bottom of the screen. */
export function LeftRail({ children }: { children?: ReactNode }) {
  return (
    <nav
      data-region="rail"
      aria-label="Main"
      className="flex border-line bg-surface max-sm:row-start-3 max-sm:h-14 max-sm:justify-around max-sm:border-t max-sm:px-2 sm:flex-col sm:items-center sm:gap-1 sm:border-r sm:py-2"
    >
      {children ? <div className="flex flex-col items-center gap-1 border-line max-sm:hidden sm:mb-1 sm:w-full sm:border-b sm:pb-2">{children}</div> : null}
      <Places />
    </nav>
  )
}

/** Drawn once, whatever the page above changes. */
const Places = memo(function Places() {
  const { approvalsBadge } = useShellSlots()
  return PLACES.map(({ to, label, icon: Icon }) => (
    <Tooltip key={to} content={label} side="right">
      <Link
        to={to}
        activeOptions={{ exact: to === '/' }}
        activeProps={{ className: CURRENT }}
        className={cx(ITEM, 'max-sm:my-1.5 max-sm:flex-1 max-sm:flex-col max-sm:gap-0.5 sm:size-9')}
      >
        <Icon aria-hidden size={18} strokeWidth={1.9} />
        <span className="text-xs leading-3 sm:sr-only">{label}</span>
        {to === '/approvals' && approvalsBadge ? <span className="absolute top-0 left-[calc(50%+2px)]">{approvalsBadge}</span> : null}
      </Link>
    </Tooltip>
  ))
})
