import { Outlet, useNavigate } from '@tanstack/react-router'
import { CircleCheckBig, LayoutGrid, Play, SunMoon } from 'lucide-react'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { tinykeys } from 'tinykeys'
import { useWorkspaceNotices } from '../lib/live/use-workspace-notices.ts'
import { ANNOUNCER } from '../ui/announcer.ts'
import { useCommands } from '../ui/commands/command-registry.ts'
import { ShellSlotsProvider } from '../ui/shell/shell-slots.tsx'
import { useTheme } from '../ui/theme.ts'

const CommandPalette = lazy(() => import('../ui/commands/command-palette.tsx').then((module) => ({ default: module.CommandPalette })))
const ApprovalBadge = lazy(() => import('./approvals-badge.tsx').then((module) => ({ default: module.ApprovalsBadge })))

/** Around every page: the command palette, the announcer and what the shell shows of other features. */
export function AppLayout() {
  const [paletteOpen, setPaletteOpen] = useState(false)
  const openCommandPalette = useCallback(() => setPaletteOpen(true), [])
  useEffect(
    () =>
      tinykeys(window, {
        '$mod+k': (event) => {
          event.preventDefault()
          setPaletteOpen((open) => !open)
        },
      }),
    [],
  )
  useGeneralCommands()
  useWorkspaceNotices()
  const slots = useMemo(
    () => ({
      openCommandPalette,
      approvalsBadge: (
        <Suspense fallback={null}>
          <ApprovalBadge />
        </Suspense>
      ),
    }),
    [openCommandPalette],
  )
  return (
    <ShellSlotsProvider value={slots}>
      <Outlet />
      {paletteOpen ? (
        <Suspense fallback={null}>
          <CommandPalette open={paletteOpen} onOpenChange={setPaletteOpen} />
        </Suspense>
      ) : null}
      <div {...ANNOUNCER} />
    </ShellSlotsProvider>
  )
}

function useGeneralCommands(): void {
  const navigate = useNavigate()
  const { toggle } = useTheme()
  const commands = useMemo(
    () => [
      { id: 'go.home', group: 'Go to', label: 'All workflows', icon: <LayoutGrid size={15} />, run: () => void navigate({ to: '/' }) },
      { id: 'go.runs', group: 'Go to', label: 'Runs', icon: <Play size={15} />, run: () => void navigate({ to: '/runs' }) },
      { id: 'go.approvals', group: 'Go to', label: 'Approvals', icon: <CircleCheckBig size={15} />, run: () => void navigate({ to: '/approvals' }) },
      { id: 'theme', group: 'View', label: 'Switch light and dark', icon: <SunMoon size={15} />, keywords: ['theme'], run: toggle },
    ],
    [navigate, toggle],
  )
  useCommands('general', commands)
}
