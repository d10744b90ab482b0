import { X } from 'lucide-react'
import { Dialog as RadixDialog } from 'radix-ui'
import { cx } from './class-names.ts'
import type { DialogProps } from './dialog.tsx'
import { IconButton } from './icon-button.tsx'
import { useFocusBack } from './use-focus-back.ts'

/** The first field takes the focus, else the dialog itself: never the close button, whose tooltip would cover the content. */
function focusFirstField(event: Event): void {
  if (!(event.target instanceof HTMLElement)) return
  event.preventDefault()
  const field = event.target.querySelector<HTMLElement>(':is(input:not([hidden]), textarea, select):enabled') ?? event.target
  field.focus()
  // A long text is shown from its beginning, and typing replaces what was only suggested.
  if (!(field instanceof HTMLInputElement) || field.type !== 'text') return
  field.select()
  field.scrollLeft = 0
}

const widths = { sm: 'max-w-96', md: 'max-w-lg', lg: 'max-w-3xl' }

/** The window of a dialog, with what keeps the focus in it; fetched with the first dialog. */
export function DialogWindow({ open, onOpenChange, title, description, footer, width = 'md', children }: DialogProps) {
  useFocusBack(open)
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 bg-[var(--overlay)]" />
        <RadixDialog.Content
          onOpenAutoFocus={focusFirstField}
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(
            'pop-in fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[calc(100vw-24px)] max-sm:top-3 max-sm:max-h-[calc(100dvh-24px)] -translate-x-1/2 flex-col rounded-2xl border border-line bg-surface shadow-dialog outline-none',
            widths[width],
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <RadixDialog.Title className="font-semibold text-lg">{title}</RadixDialog.Title>
              {description ? <RadixDialog.Description className="mt-0.5 text-ink-2 text-sm">{description}</RadixDialog.Description> : null}
            </div>
            <RadixDialog.Close asChild>
              <IconButton label="Close" size="sm" className="-mr-2">
                <X size={16} aria-hidden />
              </IconButton>
            </RadixDialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-4">{children}</div>
          {footer ? <div className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3">{footer}</div> : null}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}
