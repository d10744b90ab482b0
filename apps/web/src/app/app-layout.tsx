import { Outlet, useNavigate } from '@tanstack/react-router'
import { CalendarClock, CircleCheckBig, LayoutGrid, Play, SunMoon } from 'lucide-react'
import { type ComponentType, lazy, Suspense, useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { tinykeys } from 'tinykeys'
import { afterFirstView } from '../lib/first-view.ts'
import { useWorkspaceNotices } from '../lib/live/use-workspace-notices.ts'
import { signInGate } from '../lib/sign-in-gate.ts'
import { ANNOUNCER } from '../ui/announcer.ts'
import type { CommandPaletteProps } from '../ui/commands/command-palette.tsx'
import { useCommands } from '../ui/commands/command-registry.ts'
import { useTypedAhead } from '../ui/commands/early-typing.ts'
import { lazyDialog, lazyPart } from '../ui/lazy-part.tsx'
import { ShellSlotsProvider } from '../ui/shell/shell-slots.tsx'
import { useTheme } from '../ui/theme.ts'

const CommandPalette = lazyDialog<CommandPaletteProps>(
  async () => (await import('./palette.tsx')).Palette,
  ({ onOpenChange }) => onOpenChange(false),
)
const NOTHING = () => null

/** What a page is the same without comes behind the first view, where it can be had. */
const afterwards = (load: () => Promise<ComponentType>) =>
  lazy(async () => {
    await afterFirstView()
    return { default: await load().catch(() => NOTHING) }
  })

const PageKeys = afterwards(async () => (await import('./page-keys.tsx')).PageKeys)
const ApprovalBadge = afterwards(async () => (await import('./approvals-badge.tsx')).ApprovalsBadge)
const Account = afterwards(async () => (await import('../features/sign-in/account-menu.tsx')).AccountMenu)
const SignInPage = lazyPart<object>(async () => (await import('../features/sign-in/sign-in-page.tsx')).SignInPage)

/** Fetched while the server still has the page that runs: a newer one may not have it any more. */
const outdatedPage = afterFirstView().then(() => import('./outdated-page.ts').catch(() => undefined))
const sayIfOutdated = () => void outdatedPage.then((part) => part?.sayIfOutdated())

/** Around every page: the command palette, the announcer and what the shell shows of other features. */
export function AppLayout() {
  const palette = usePalette()
  const { openCommandPalette } = palette
  useGeneralCommands()
  useWorkspaceNotices({ onReopened: sayIfOutdated })
  const signInAsked = useSyncExternalStore(signInGate.subscribe, signInGate.passed)
  const slots = useMemo(
    () => ({
      openCommandPalette,
      approvalsBadge: (
        <Suspense fallback={null}>
          <ApprovalBadge />
        </Suspense>
      ),
      account: (
        <Suspense fallback={null}>
          <Account />
        </Suspense>
      ),
    }),
    [openCommandPalette],
  )
  return (
    <ShellSlotsProvider value={slots}>
      <Outlet />
      {palette.open ? <CommandPalette open onOpenChange={palette.setOpen} words={palette.words} onWords={palette.setWords} /> : null}
      <Suspense fallback={null}>
        <PageKeys />
      </Suspense>
      {signInAsked ? <SignInPage /> : null}
      <div {...ANNOUNCER} />
    </ShellSlotsProvider>
  )
}

/** The palette's state; its code comes along once the page has come to rest. */
function usePalette() {
  const { open, setOpen, isOpen, words, setWords } = useTypedAhead()
  const openCommandPalette = useCallback(() => setOpen(true), [setOpen])
  useEffect(() => {
    // When this fails, opening the palette tries again and says what is wrong.
    void afterFirstView().then(CommandPalette.preload)
  }, [])
  useEffect(
    () =>
      tinykeys(window, {
        '$mod+k': (event) => {
          event.preventDefault()
          setOpen(!isOpen())
        },
      }),
    [setOpen, isOpen],
  )
  return { open, setOpen, words, setWords, openCommandPalette }
}

function useGeneralCommands(): void {
  const navigate = useNavigate()
  const { toggle } = useTheme()
  const commands = useMemo(
    () => [
      { id: 'go.home', group: 'Go to', label: 'All workflows', icon: <LayoutGrid size={15} />, run: () => void navigate({ to: '/' }) },
      { id: 'go.runs', group: 'Go to', label: 'Runs', icon: <Play size={15} />, run: () => void navigate({ to: '/runs' }) },
      { id: 'go.schedules', group: 'Go to', label: 'Schedules', icon: <CalendarClock size={15} />, run: () => void navigate({ to: '/schedules' }) },
      { id: 'go.approvals', group: 'Go to', label: 'Approvals', icon: <CircleCheckBig size={15} />, run: () => void navigate({ to: '/approvals' }) },
      { id: 'theme', group: 'View', label: 'Switch light and dark', icon: <SunMoon size={15} />, keywords: ['theme'], run: toggle },
    ],
    [navigate, toggle],
  )
  useCommands('general', commands)
}
