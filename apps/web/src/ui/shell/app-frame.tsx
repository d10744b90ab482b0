import { Link } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { memo, type ReactNode, useEffect } from 'react'
import { Kbd } from '../kbd.tsx'
import { Tooltip } from '../tooltip.tsx'
import { LeftRail } from './left-rail.tsx'
import { Logo } from './logo.tsx'
import { useShellSlots } from './shell-slots.tsx'
import { ThemeToggle } from './theme-toggle.tsx'

export interface AppFrameProps {
  /** What this page is, beside the logo and, with `part`, on the tab of the browser. */
  title: string
  /** Which of the pages of that name it is. */
  part?: string
  /** Facts beside the title: version chip, save state, status. */
  facts?: ReactNode
  /** Centre of the bar, e.g. the proposal banner. */
  center?: ReactNode
  /** Right end of the bar, the page's main action last. */
  actions?: ReactNode
  /** The page's own tools at the top of the rail. */
  rail?: ReactNode
  children: ReactNode
}

/** The frame of every page: 48 px bar, slim rail (a bar at the bottom on phones), content. */
export function AppFrame({ title, part, facts, center, actions, rail, children }: AppFrameProps) {
  useEffect(() => {
    document.title = [title, part, 'AOB'].filter(Boolean).join(' · ')
  }, [title, part])
  return (
    <div className="grid h-full grid-cols-[minmax(0,1fr)] grid-rows-[48px_minmax(0,1fr)_auto] sm:grid-cols-[48px_minmax(0,1fr)] sm:grid-rows-[48px_minmax(0,1fr)]">
      <header data-region="bar" className="flex min-w-0 items-center gap-2 border-line border-b bg-surface pr-3 sm:col-span-2">
        <HomeLink />
        <h1 className="min-w-0 truncate font-semibold text-lg">{title}</h1>
        <div data-region-start className="flex min-w-0 items-center gap-2 max-sm:hidden">
          {facts}
        </div>
        <div className="flex min-w-0 flex-1 justify-center px-2">{center}</div>
        <div data-region-start className="flex shrink-0 items-center gap-1.5">
          <CommandButton />
          <ThemeToggle />
          <Account />
          {actions}
        </div>
      </header>
      <LeftRail>{rail}</LeftRail>
      <main data-region="main" className="min-h-0 min-w-0 overflow-auto max-sm:row-start-2">
        {children}
      </main>
    </div>
  )
}

// Pages draw their frame anew with every fact in it; what never changes is drawn once.

const HomeLink = memo(function HomeLink() {
  return (
    <Tooltip content="All workflows" side="right">
      <Link to="/" aria-label="All workflows" className="flex size-12 shrink-0 items-center justify-center">
        <Logo size={24} />
      </Link>
    </Tooltip>
  )
})

const Account = memo(function Account() {
  return useShellSlots().account
})

const CommandButton = memo(function CommandButton() {
  const { openCommandPalette } = useShellSlots()
  return (
    <button
      type="button"
      onClick={openCommandPalette}
      className="flex h-8 items-center gap-2 rounded-lg border border-line-strong bg-surface px-2.5 text-ink-2 text-sm transition-colors duration-[120ms] hover:bg-surface-2 hover:text-ink max-sm:hidden"
    >
      <Search aria-hidden size={14} />
      <span className="sr-only">Search and commands</span>
      <span className="max-xl:hidden">
        <Kbd keys="Ctrl+K" />
      </span>
    </button>
  )
})
