"""Packages that articles cite, and how their authors ask to be cited."""

from collections.abc import Mapping

# BibTeX fields by the name of the package; those with papers that ask for it
CITED: Mapping[str, Mapping[str, str]] = {
    "astropy": {
        "kind": "article",
        "author": "{Astropy Collaboration}",
        "title": "The Astropy Project: Sustaining and Growing a Community-oriented "
        "Open-source Project and the Latest Major Release (v5.0) of the Core Package",
        "journal": "The Astrophysical Journal",
        "volume": "935",
        "pages": "167",
        "year": "2022",
        "doi": "10.3847/1538-4357/ac7c74",
    },
    "numpy": {
        "kind": "article",
        "author": "Harris, Charles R. and others",
        "title": "Array programming with NumPy",
        "journal": "Nature",
        "volume": "585",
        "pages": "357--362",
        "year": "2020",
        "doi": "10.1038/s41586-020-2649-2",
    },
    "scipy": {
        "kind": "article",
        "author": "Virtanen, Pauli and others",
        "title": "SciPy 1.0: Fundamental Algorithms for Scientific Computing in Python",
        "journal": "Nature Methods",
        "volume": "17",
        "pages": "261--272",
        "year": "2020",
        "doi": "10.1038/s41592-019-0686-2",
    },
    "matplotlib": {
        "kind": "article",
        "author": "Hunter, John D.",
        "title": "Matplotlib: A 2D Graphics Environment",
        "journal": "Computing in Science \\& Engineering",
        "volume": "9",
        "pages": "90--95",
        "year": "2007",
        "doi": "10.1109/MCSE.2007.55",
    },
    "gammapy": {
        "kind": "article",
        "author": "Donath, Axel and others",
        "title": "Gammapy: A Python package for gamma-ray astronomy",
        "journal": "Astronomy \\& Astrophysics",
        "volume": "678",
        "pages": "A157",
        "year": "2023",
        "doi": "10.1051/0004-6361/202346488",
    },
    "ctapipe": {
        "kind": "software",
        "author": "Kosack, Karl and others",
        "title": "ctapipe",
        "url": "https://github.com/cta-observatory/ctapipe",
    },
}
NAMES = {
    "astropy": "Astropy",
    "numpy": "NumPy",
    "scipy": "SciPy",
    "matplotlib": "Matplotlib",
    "gammapy": "Gammapy",
}


def known(packages: Mapping[str, str]) -> dict[str, str]:
    """Those of the packages that articles cite, with their versions."""
    return {name: packages[name] for name in CITED if name in packages}


def shown(name: str) -> str:
    return NAMES.get(name, name)
