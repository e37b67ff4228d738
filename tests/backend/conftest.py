"""What tests of pages stand on."""

import json

import pytest
from django_vite.core.asset_loader import DjangoViteAssetLoader

BUILT = {
    "office/door.css": {"file": "door.css"},
    "office/main.ts": {
        "file": "main.js",
        "src": "office/main.ts",
        "isEntry": True,
        "css": ["main.css"],
    },
}


@pytest.fixture
def built(settings, tmp_path):
    """Have what pages of staff name in a manifest, without building the screens."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(BUILT))
    before = settings.DJANGO_VITE
    settings.DJANGO_VITE = {"default": {"manifest_path": manifest}}
    DjangoViteAssetLoader._instance = None
    yield
    settings.DJANGO_VITE = before
    DjangoViteAssetLoader._instance = None
