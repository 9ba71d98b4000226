import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { useChosenLanguage } from './language.mjs';
import './site.css';

export default { extends: DefaultTheme, setup: useChosenLanguage } satisfies Theme;
