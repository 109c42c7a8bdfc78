import { QUESTION } from './question.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/**
 * The script that asks the program while a person types, by shell. Each asks in the same way, and offers file names of
 * its own where the answer says `:files`.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  // Bash 3.2, which macOS has, knows neither mapfile nor compopt.
  bash: `# Completes campaign in bash. In ~/.bashrc: source <(campaign completion bash)
_campaign() {
  local word describe quoted current=\${COMP_WORDS[COMP_CWORD]}
  [[ $current == = ]] && current=
  COMPREPLY=()
  while IFS=$'\\t' read -r word describe; do
    if [[ $word == :files ]]; then
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
      compopt -o filenames 2>/dev/null
    else
      printf -v quoted %q "$word"
      COMPREPLY+=("$quoted")
    fi
  done < <(campaign ${QUESTION} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _campaign campaign
`,
  zsh: `#compdef campaign
# Completes campaign in zsh. In ~/.zshrc, behind compinit: source <(campaign completion zsh)
_campaign() {
  local word describe wants_files=
  local -a found
  while IFS=$'\\t' read -r word describe; do
    if [[ $word == :files ]]; then
      wants_files=1
    else
      found+=("\${word//:/\\\\:}:$describe")
    fi
  done < <(campaign ${QUESTION} "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  [[ -n $wants_files ]] && _files
  (( \${#found} )) && _describe campaign found
}
(( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit }
if [[ $funcstack[1] == _campaign ]]; then _campaign "$@"; else compdef _campaign campaign; fi
`,
  fish: `# Completes campaign in fish. In ~/.config/fish/config.fish: campaign completion fish | source
function __campaign_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    for found in (campaign ${QUESTION} $words "$current" 2>/dev/null)
        if test "$found" = ":files"
            __fish_complete_path "$current"
        else
            echo $found
        end
    end
end
complete -c campaign -f -a '(__campaign_complete)'
`,
};
