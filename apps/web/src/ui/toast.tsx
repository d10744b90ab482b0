import { Toaster as SonnerToaster, toast } from 'sonner'
import { useTheme } from './theme.ts'

/** Brief words about something that happened. Errors stay until they are dismissed. */
export const notify = {
  done: (message: string, description?: string) => toast.success(message, { description }),
  info: (message: string, description?: string) => toast(message, { description }),
  error: (message: string, description?: string, action?: { label: string; onClick: () => void }) =>
    toast.error(message, { description, action, duration: 12_000 }),
}

export function Toaster() {
  const { resolved } = useTheme()
  return (
    <SonnerToaster
      theme={resolved}
      // Below the canvas's middle: titles, the bar and the corners with map and zoom stay free.
      position="bottom-center"
      offset={60}
      mobileOffset={{ bottom: 64 }}
      closeButton
      style={{ fontFamily: 'var(--default-font-family, inherit)' }}
      toastOptions={{
        actionButtonStyle: { background: 'var(--accent)', color: 'var(--on-accent)' },
        style: { background: 'var(--surface)', color: 'var(--text)', borderColor: 'var(--border-strong)', fontFamily: 'inherit' },
      }}
    />
  )
}
