import type { DefaultTheme, Theme } from 'vitepress';
import BaseTheme from 'vitepress/theme';
import { useChosenLanguage } from './language.mjs';
import { searchOptions } from './search-ranking.mjs';
import './site.css';

export default {
  extends: BaseTheme,
  setup: useChosenLanguage,
  // Functions in the site's configuration would reach the browser as text to evaluate, which a Content-Security-Policy forbids.
  enhanceApp: ({ siteData }) => {
    const { themeConfig } = siteData.value as { themeConfig: DefaultTheme.Config };
    siteData.value = { ...siteData.value, themeConfig: { ...themeConfig, search: { provider: 'local', options: { miniSearch: { searchOptions } } } } };
  },
} satisfies Theme;
