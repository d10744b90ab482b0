import type { SessionView } from '@aob/schemas'
import { CircleUserRound, LogOut } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { currentSession, rememberPerson } from '../../lib/person.ts'
import { signInGate } from '../../lib/sign-in-gate.ts'
import { useCommands } from '../../ui/commands/command-registry.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { notify } from '../../ui/toast.tsx'
import { signOut } from './session-api.ts'

/** Who is signed in, with the way out; nothing where nobody had to sign in. */
export function AccountMenu() {
  const session = useSession()
  const name = session?.principal.name
  const leave = useCallback(() => void leavePage(), [])
  const commands = useMemo(
    () =>
      name === undefined
        ? []
        : [{ id: 'sign-out', group: 'Account', label: 'Sign out', icon: <LogOut size={15} />, keywords: ['log out', 'leave'], run: leave }],
    [name, leave],
  )
  useCommands('account', commands)
  if (name === undefined) return null
  const entries: MenuEntry[] = [
    { kind: 'note', label: `Signed in as ${name}`, icon: <CircleUserRound aria-hidden size={15} /> },
    { kind: 'separator', id: 'out' },
    { label: 'Sign out', icon: <LogOut aria-hidden size={15} />, onSelect: leave },
  ]
  return (
    <Menu entries={entries}>
      <IconButton label={`Account: ${name}`}>
        <CircleUserRound aria-hidden size={16} />
      </IconButton>
    </Menu>
  )
}

/** The page begins anew, so that nothing of what it showed stays in it. */
async function leavePage(): Promise<void> {
  if (await signOut()) location.reload()
  else notify.error('You are still signed in: the server cannot be reached. Try again in a moment.')
}

/** Asked once the page stands, and whenever somebody has signed in. */
function useSession(): SessionView | undefined {
  const [session, setSession] = useState<SessionView>()
  useEffect(() => {
    let gone = false
    const look = async () => {
      await signInGate.passed()
      const found = await currentSession()
      if (found) rememberPerson(found.principal)
      if (!gone && found) setSession(found.by === 'session' ? found : undefined)
    }
    void look()
    const remove = signInGate.subscribe(() => {
      if (!signInGate.passed()) void look()
    })
    return () => {
      gone = true
      remove()
    }
  }, [])
  return session
}
