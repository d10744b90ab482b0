import { createContext, type ReactNode, useContext } from 'react'

/** What the shell shows of features it does not know; filled in by app/. */
export interface ShellSlots {
  /** Count of approvals that wait, for the rail. */
  approvalsBadge?: ReactNode
  /** Who is signed in, and the way out. */
  account?: ReactNode
  openCommandPalette: () => void
}

const Context = createContext<ShellSlots>({ openCommandPalette: () => {} })

export const ShellSlotsProvider = Context.Provider

export function useShellSlots(): ShellSlots {
  return useContext(Context)
}
