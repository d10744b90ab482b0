import { type ReactNode, useRef } from 'react'
import { lazyPart } from './lazy-part.tsx'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  /** Buttons, right-aligned, the main one last. */
  footer?: ReactNode
  width?: 'sm' | 'md' | 'lg'
  children?: ReactNode
}

const DialogWindow = lazyPart<DialogProps>(async () => (await import('./dialog-window.tsx')).DialogWindow)

/** A dialog; the code of its window comes with the first one that opens, or with `preloadDialogs`. */
export function Dialog(props: DialogProps) {
  const opened = useRef(props.open)
  opened.current ||= props.open
  // Once opened it stays, so that closing it gives the focus back.
  return opened.current ? <DialogWindow {...props} /> : null
}

export const preloadDialogs = DialogWindow.preload
