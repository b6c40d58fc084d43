import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver } from '@mantine/core';

/** Mantine's own shades are too light for text by WCAG AA: whatever is text or under text is darker here. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  cursorType: 'pointer',
  respectReducedMotion: true,
  defaultRadius: 'sm',
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    const color = input.color ?? input.theme.primaryColor;
    return input.variant === 'light' || input.variant === 'subtle' || input.variant === 'outline'
      ? { ...colors, color: `light-dark(var(--mantine-color-${color}-9), var(--mantine-color-${color}-2))` }
      : colors;
  },
});

export const variables: CSSVariablesResolver = (current) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': current.colors.gray[7],
    '--mantine-color-placeholder': current.colors.gray[7],
    '--mantine-color-anchor': current.colors.blue[9],
    '--mantine-color-error': current.colors.red[9],
  },
  dark: {
    '--mantine-color-dimmed': current.colors.dark[1],
    '--mantine-color-placeholder': current.colors.dark[1],
    '--mantine-color-anchor': current.colors.blue[3],
    '--mantine-color-error': current.colors.red[3],
  },
});
