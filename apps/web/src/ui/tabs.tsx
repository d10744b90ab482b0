import { Tabs as RadixTabs } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

export interface TabSpec {
  value: string
  label: ReactNode
  content: ReactNode
}

/** Tabs with their panels. Panels that are not shown are not mounted. */
export function Tabs(props: {
  label: string
  tabs: readonly TabSpec[]
  value?: string
  defaultValue?: string
  onValueChange?: (value: string) => void
  /** Stands at the right end of the tab row. */
  trailing?: ReactNode
  className?: string
}) {
  const { label, tabs, value, defaultValue, onValueChange, trailing, className } = props
  return (
    <RadixTabs.Root
      value={value}
      defaultValue={defaultValue ?? tabs[0]?.value}
      onValueChange={onValueChange}
      className={cx('flex min-h-0 flex-col', className)}
    >
      <div className="flex h-10 shrink-0 items-center border-line border-b px-3">
        <RadixTabs.List aria-label={label} className="flex h-full flex-1 gap-1">
          {tabs.map((tab) => (
            <RadixTabs.Trigger
              key={tab.value}
              value={tab.value}
              className="-mb-px -outline-offset-2 flex items-center gap-1.5 border-transparent border-b-2 px-2 font-medium text-ink-2 text-sm hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
            >
              {tab.label}
            </RadixTabs.Trigger>
          ))}
        </RadixTabs.List>
        {trailing}
      </div>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.value} value={tab.value} className="min-h-0 flex-1 overflow-y-auto outline-none">
          {tab.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  )
}
