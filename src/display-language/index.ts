export { displayLanguageKey, displayLocale, translate, type DisplayLanguage } from './display-language';
