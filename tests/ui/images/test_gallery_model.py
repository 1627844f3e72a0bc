"""The list of images by itself: what a row is, and that a new run starts from nothing."""

from PySide6.QtGui import QImage
from pytestqt.modeltest import ModelTester

from cnnviz.training import Session
from cnnviz.ui.images import gallery_model
from cnnviz.ui.images.gallery_answers import Answers
from cnnviz.ui.images.gallery_model import GalleryModel, GalleryRole
from cnnviz.ui.images.gallery_order import Choice


def filled(session: Session) -> GalleryModel:
    model = GalleryModel("test")
    model.set_run(session.test_samples, ("0", "1", "2"), "digits")
    return model


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, session: Session):
    model = filled(session)
    qtmodeltester.check(model)
    model.set_choice(Choice(1))
    model.set_answers(Answers(bytes(9), "after epoch 1"))
    qtmodeltester.check(model)


def test_rows_and_indexes_follow_the_class_filter(session: Session):
    model = filled(session)
    model.set_choice(Choice(2))
    twos = [index for index, sample in enumerate(session.test_samples) if sample.target == 2]
    assert [model.index_of(row) for row in range(model.rowCount())] == twos
    assert [model.row_of(index) for index in twos] == [0, 1, 2]
    others = [index for index in range(9) if index not in twos]
    assert {model.row_of(index) for index in others} == {None}
    assert model.row_of(None) is None
    assert model.index(1).data(GalleryRole.ENTRY).place == twos[1] + 1


def test_a_new_run_starts_from_nothing(session: Session):
    model = filled(session)
    before = model.index(0).data(GalleryRole.THUMBNAIL)
    model.set_choice(Choice(1))
    model.set_answers(Answers(bytes(9), "after epoch 1"))
    model.set_marks(0, 1)
    model.set_run(session.test_samples[::-1], ("0", "1", "2"), "digits")
    rows = [model.index(row) for row in range(model.rowCount())]
    pictures = [row.data(GalleryRole.THUMBNAIL) for row in rows]
    assert [picture == before for picture in pictures] == [False] * 8 + [True]
    assert len(rows) == 9
    assert not any(row.data(role) for row in rows for role in (GalleryRole.AT_HAND, GalleryRole.PROBE))
    assert {row.data(GalleryRole.ENTRY).prediction for row in rows} == {None}


def test_pictures_are_made_once_and_the_oldest_are_let_go(session: Session, monkeypatch):
    made: list[QImage] = []
    real = gallery_model.image_of
    monkeypatch.setattr(gallery_model, "image_of", lambda *given: made.append(real(*given)) or made[-1])
    monkeypatch.setattr(gallery_model, "_KEPT", 3)
    model = filled(session)
    assert not made
    for row in (0, 1, 2, 0, 1, 2):
        model.index(row).data(GalleryRole.THUMBNAIL)
    assert len(made) == 3
    for row in (3, 2, 1, 0):  # 3 pushes out 0, which was asked for longest ago
        model.index(row).data(GalleryRole.THUMBNAIL)
    assert len(made) == 5


def test_what_is_not_there_has_no_data(session: Session):
    model = filled(session)
    last = model.index(8)
    assert last.data() is not None
    model.set_choice(Choice(0))
    assert model.data(last) is None
    assert model.data(model.index(99)) is None
