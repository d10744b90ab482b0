import { Moon, Sun } from 'lucide-react'
import { memo } from 'react'
import { IconButton } from '../icon-button.tsx'
import { useTheme } from '../theme.ts'

export const ThemeToggle = memo(function ThemeToggle() {
  const { resolved, toggle } = useTheme()
  const Icon = resolved === 'dark' ? Sun : Moon
  return (
    <IconButton label={resolved === 'dark' ? 'Use the light theme' : 'Use the dark theme'} onClick={toggle}>
      <Icon aria-hidden size={16} />
    </IconButton>
  )
})
