"""What the editor asks of a description as a whole, section by section."""

from jobs.pages.editing.field import Field

# IVOA Provenance DM 1.0, section 2.5.2
TYPES = (
    "Observation",
    "Simulation",
    "Reduction",
    "Calibration",
    "Reconstruction",
    "Selection",
    "Analysis",
)

HEAD: dict[str, tuple[Field, ...]] = {
    "what": (
        Field(
            "name",
            "Name",
            hint="Part of the address of its jobs: letters, digits, “_” and “-”. "
            "It stays for ever.",
            is_code=True,
        ),
        Field("title", "Title", hint="What it does, in a few words."),
        Field(
            "description",
            "Description",
            "markdown",
            "Markdown: a blank line begins a paragraph, “- ” a list, “## ” a heading, "
            "[text](https://…) is a link, `code`, **strong**.",
            is_wide=True,
        ),
        Field(
            "type",
            "Type",
            hint="The IVOA’s words are offered; another word is kept.",
            words="types",
        ),
        Field("subtype", "Subtype", words="subtypes"),
        Field("version", "Version", hint="Your own word for it; else it is counted."),
        Field(
            "documentation",
            "Documentation",
            hint="The address of its manual.",
            placeholder="https://…",
        ),
        Field("contact_name", "Contact", hint="Whom users may ask."),
        Field("contact_email", "Contact’s mail address"),
        Field(
            "citation",
            "How to cite it",
            "area",
            "A sentence, a DOI or an ADS code for those who publish results.",
            is_wide=True,
        ),
    ),
    "script": (Field("script", "Script", "script", is_wide=True),),
    "execution": (
        Field(
            "execution_duration",
            "Time limit",
            "seconds",
            "A job is stopped then, unless its owner asked for another time. "
            "Empty: the portal’s own limit.",
            placeholder="like 2 h",
        ),
        Field(
            "longest_duration",
            "Longest time limit",
            "seconds",
            "The most that an owner may ask for. Empty: the portal’s own limit.",
            placeholder="like 1 d",
        ),
        Field(
            "quote",
            "Usual run time",
            "seconds",
            "What users are told before they submit.",
            placeholder="like 10 min",
        ),
        Field(
            "output_bytes",
            "Size of what it leaves",
            "size",
            "A job that writes more is stopped. Empty: the portal’s own limit.",
            placeholder="like 2 GB",
        ),
        Field(
            "output_files",
            "Number of files that it leaves",
            "count",
            "Empty: the portal’s own limit.",
        ),
        Field(
            "memory",
            "Memory",
            "size",
            "A job that uses more is ended. Empty: the portal’s own limit.",
            placeholder="like 4 GB",
        ),
        Field(
            "cpu_time",
            "CPU time",
            "seconds",
            "Of all its processes together. Empty: the portal’s own limit.",
            placeholder="like 2 h",
        ),
        Field(
            "processes",
            "Processes at once",
            "count",
            "Empty: the portal’s own limit.",
        ),
        Field(
            "open_files",
            "Open files of one process",
            "count",
            "Empty: the portal’s own limit.",
        ),
        Field(
            "most_running",
            "Jobs of it that run at once",
            "count",
            "For what has few licences, or one big file. Empty: any number.",
        ),
        Field(
            "environment",
            "Software",
            hint="The environment that it runs in. Empty: the portal’s usual one.",
            words="environments",
        ),
        Field(
            "sandbox",
            "In a sandbox: it sees its own folder only",
            "check",
        ),
        Field("network", "In the sandbox it reaches the network", "check"),
        Field(
            "cpus",
            "Cores",
            "count",
            "That a cluster is asked for. Empty: its own default.",
        ),
        Field("gpus", "GPUs", "count", "That a cluster is asked for."),
        Field(
            "partition",
            "Partition",
            hint="Of a cluster. Empty: its own default.",
            is_code=True,
        ),
        Field(
            "account",
            "Account",
            hint="That a cluster charges. Empty: the usual one.",
            is_code=True,
        ),
        Field(
            "licences",
            "Licences",
            hint="That a cluster is asked for.",
            placeholder="like idl:1",
            is_code=True,
        ),
        Field(
            "backend",
            "Machine",
            hint="Where it runs. Empty: the portal’s usual machine.",
            words="backends",
        ),
        Field(
            "controls",
            "Users may set themselves",
            "ticks",
            choices=(
                ("executionDuration", "the time limit of their job"),
                ("destruction", "how long their job is kept"),
                ("memory", "its memory"),
                ("cpus", "cores of a cluster"),
                ("gpus", "GPUs of a cluster"),
                ("partition", "the partition of a cluster"),
                ("account", "the account that a cluster charges"),
                ("licences", "licences of a cluster"),
            ),
        ),
    ),
}
