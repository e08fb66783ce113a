"""Who is in the demo: tutors with their weeks and course packs, and students."""

from dataclasses import dataclass, field

from tutorhub_app.domain.catalog import BookingRules, TeachingMode
from tutorhub_app.services import demo_accounts

ONLINE, IN_PERSON, BOTH = TeachingMode.ONLINE, TeachingMode.FACE_TO_FACE, TeachingMode.BOTH


@dataclass(frozen=True, slots=True)
class DemoPack:
    """`price` is in minor units."""

    title: str
    minutes: int
    lessons: int
    price: int
    currency: str
    mode: TeachingMode
    description: str
    screened: bool = False


@dataclass(frozen=True, slots=True)
class DemoTutor:
    """`week` is (days as digits, 0 = Sunday; from; to; mode)."""

    name: str
    zone: str
    avatar: str
    headline: str
    bio: str
    subjects: tuple[str, ...]
    languages: tuple[str, ...]
    week: tuple[tuple[str, str, str, TeachingMode], ...]
    packs: tuple[DemoPack, ...]
    place: str = ""
    email: str = ""
    rules: BookingRules = field(default_factory=BookingRules)


TUTORS: tuple[DemoTutor, ...] = (
    DemoTutor(
        name="Clara Neumann",
        email=demo_accounts.TUTOR,
        zone="Europe/Berlin",
        avatar="avatar-01.svg",
        headline="Mathematics that finally makes sense",
        bio="I taught at a grammar school in Berlin for eleven years before I began to teach one "
        "person at a time. We start from what you know, draw a lot, and do not move on before it "
        "is yours. Most of my students come for their final exams and stay for the puzzles.",
        subjects=("Mathematics", "Physics"),
        languages=("German", "English"),
        place="Café Einstein, Kurfürstenstraße 58, Berlin",
        week=(
            ("135", "14:00", "19:00", BOTH),
            ("24", "09:00", "12:30", ONLINE),
            ("24", "15:00", "20:00", ONLINE),
            ("6", "10:00", "13:00", IN_PERSON),
        ),
        packs=(
            DemoPack(
                "Exam mathematics",
                60,
                10,
                38000,
                "EUR",
                BOTH,
                "Ten lessons towards the final exam: functions, geometry, probability, with "
                "a past paper in each second lesson.",
            ),
            DemoPack(
                "A single lesson",
                60,
                1,
                4200,
                "EUR",
                BOTH,
                "One question, one hour. Good for homework or the evening before a test.",
            ),
            DemoPack(
                "Physics by experiment",
                90,
                6,
                33000,
                "EUR",
                IN_PERSON,
                "Mechanics and electricity with things you can hold. In person only.",
            ),
            DemoPack(
                "Olympiad preparation",
                90,
                12,
                72000,
                "EUR",
                ONLINE,
                "Number theory, inequalities and combinatorics for national rounds. We talk "
                "first, to see whether it is the right time.",
                screened=True,
            ),
        ),
        rules=BookingRules(buffer_after_minutes=15, max_lessons_per_day=6, horizon_days=120),
    ),
    DemoTutor(
        name="James Whitfield",
        zone="Europe/London",
        avatar="avatar-02.svg",
        headline="English for people who have something to say",
        bio="Former radio journalist. We read, argue and rewrite until your English sounds like "
        "you. Lessons end with three sentences worth keeping.",
        subjects=("English", "Essay writing"),
        languages=("English", "French"),
        week=(("12345", "08:00", "12:00", ONLINE), ("24", "17:00", "21:00", ONLINE)),
        packs=(
            DemoPack(
                "Conversation",
                45,
                8,
                20000,
                "GBP",
                ONLINE,
                "Talk about your week, the news and a text you choose.",
            ),
            DemoPack(
                "Writing for university",
                60,
                6,
                24000,
                "GBP",
                ONLINE,
                "Essays and personal statements, draft by draft.",
            ),
        ),
        rules=BookingRules(minimum_notice_minutes=240),
    ),
    DemoTutor(
        name="Lucía Ferrer",
        zone="Europe/Madrid",
        avatar="avatar-03.svg",
        headline="Spanish from the first café to the last subjunctive",
        bio="I was born in Valencia and have taught Spanish in four countries. My lessons are "
        "spoken from minute one, with grammar when you ask for it.",
        subjects=("Spanish",),
        languages=("Spanish", "English", "Italian"),
        place="Biblioteca Pública, Plaza Mayor, Valencia",
        week=(("1245", "10:00", "14:00", BOTH), ("13", "17:30", "20:30", ONLINE)),
        packs=(
            DemoPack(
                "Spanish for beginners",
                45,
                10,
                25000,
                "EUR",
                BOTH,
                "From nothing to ordering, asking and telling in ten lessons.",
            ),
            DemoPack(
                "Quick conversation",
                30,
                8,
                12800,
                "EUR",
                ONLINE,
                "Half an hour of talking, four days a week if you like.",
            ),
        ),
        rules=BookingRules(slot_step_minutes=15),
    ),
    DemoTutor(
        name="Maya Robinson",
        zone="America/New_York",
        avatar="avatar-04.svg",
        headline="Programming, one working thing at a time",
        bio="Software engineer for fifteen years, teacher for six. We build small real programs "
        "and read other people's code. Python first, then wherever you want to go.",
        subjects=("Programming", "Mathematics"),
        languages=("English",),
        week=(("135", "17:00", "22:00", ONLINE), ("06", "09:00", "13:00", ONLINE)),
        packs=(
            DemoPack(
                "Python from zero",
                60,
                8,
                48000,
                "USD",
                ONLINE,
                "Eight lessons, eight programs. You leave with a tool you use.",
            ),
            DemoPack(
                "Code review hour",
                60,
                1,
                7500,
                "USD",
                ONLINE,
                "Bring your project. We read it together and improve one part of it.",
            ),
            DemoPack(
                "Interview preparation",
                90,
                5,
                52500,
                "USD",
                ONLINE,
                "Algorithms and system design in the form they are asked. We meet first.",
                screened=True,
            ),
        ),
    ),
    DemoTutor(
        name="Rafael Souza",
        zone="America/Sao_Paulo",
        avatar="avatar-05.svg",
        headline="Guitar for songs you already love",
        bio="Bossa nova, rock, whatever is in your ear. You bring the song, I bring the way to "
        "play it. Notation if you like, never if you do not.",
        subjects=("Guitar", "Music theory"),
        languages=("Portuguese", "English"),
        place="Rua Harmonia 123, São Paulo",
        week=(("23456", "14:00", "18:00", BOTH), ("4", "19:00", "22:00", ONLINE)),
        packs=(
            DemoPack(
                "First songs",
                45,
                8,
                72000,
                "BRL",
                BOTH,
                "Eight lessons, four songs, no scales before the third.",
            ),
            DemoPack(
                "Bossa nova harmony",
                60,
                6,
                69000,
                "BRL",
                BOTH,
                "The chords behind Jobim, and how to find your own.",
            ),
        ),
    ),
    DemoTutor(
        name="Dana Whitehorse",
        zone="America/Denver",
        avatar="avatar-06.svg",
        headline="Chemistry and biology for future nurses and doctors",
        bio="Emergency nurse turned teacher. I know which parts you will need at three in the "
        "morning, and we learn those best.",
        subjects=("Chemistry", "Biology"),
        languages=("English", "Spanish"),
        week=(("24", "18:00", "21:00", ONLINE), ("6", "08:00", "12:00", ONLINE)),
        packs=(
            DemoPack(
                "Admission test preparation",
                60,
                10,
                55000,
                "USD",
                ONLINE,
                "Chemistry and biology for nursing and medical school admission.",
            ),
            DemoPack(
                "Organic chemistry rescue",
                90,
                4,
                30000,
                "USD",
                ONLINE,
                "Four long lessons when the term is going wrong.",
            ),
        ),
        rules=BookingRules(max_lessons_per_day=3, minimum_notice_minutes=720),
    ),
    DemoTutor(
        name="Haruto Sakamoto",
        zone="Asia/Tokyo",
        avatar="avatar-07.svg",
        headline="Japanese you can use tomorrow",
        bio="Lessons around one situation each: the station, the doctor, the boss. Writing from "
        "the second lesson, at your speed.",
        subjects=("Japanese",),
        languages=("Japanese", "English"),
        week=(("12345", "07:00", "10:00", ONLINE), ("135", "20:00", "23:00", ONLINE)),
        packs=(
            DemoPack(
                "Everyday Japanese", 45, 10, 42000, "JPY", ONLINE, "Ten situations in ten lessons."
            ),
            DemoPack(
                "Kana and first kanji",
                30,
                12,
                36000,
                "JPY",
                ONLINE,
                "Read and write both syllabaries and a hundred characters.",
            ),
        ),
    ),
    DemoTutor(
        name="Ananya Iyer",
        zone="Asia/Kolkata",
        avatar="avatar-08.svg",
        headline="Statistics without fear",
        bio="I helped two hundred doctoral students through their numbers. Bring your data, your "
        "question and your doubts.",
        subjects=("Statistics", "Mathematics"),
        languages=("English", "Hindi", "Tamil"),
        week=(("123456", "18:30", "22:00", ONLINE),),
        packs=(
            DemoPack(
                "Statistics for your thesis",
                60,
                6,
                900000,
                "INR",
                ONLINE,
                "From the question to the test to the sentence in your thesis.",
            ),
            DemoPack(
                "Probability foundations",
                60,
                8,
                1000000,
                "INR",
                ONLINE,
                "Counting, conditioning, distributions, with many examples.",
            ),
        ),
        rules=BookingRules(slot_step_minutes=45),
    ),
    DemoTutor(
        name="Wei Ling Tan",
        zone="Asia/Singapore",
        avatar="avatar-09.svg",
        headline="Mandarin with a lot of food in it",
        bio="We cook, order, bargain and gossip in Mandarin. Tones by song, characters by story.",
        subjects=("Mandarin",),
        languages=("Mandarin", "English", "Malay"),
        place="Tiong Bahru Market, level 2, Singapore",
        week=(("1356", "09:00", "13:00", BOTH), ("24", "19:00", "22:00", ONLINE)),
        packs=(
            DemoPack(
                "Mandarin at the table",
                60,
                8,
                52000,
                "SGD",
                BOTH,
                "Eight meals, eight conversations. In person we really eat.",
            ),
        ),
    ),
    DemoTutor(
        name="Oluwaseun Adeyemi",
        zone="Africa/Lagos",
        avatar="avatar-10.svg",
        headline="Public speaking and interviews",
        bio="Barrister and debate coach. You will stand up and speak in every lesson, and hear "
        "one thing to keep and one to change.",
        subjects=("Public speaking", "English"),
        languages=("English", "Yoruba"),
        week=(("1245", "16:00", "20:00", ONLINE), ("6", "10:00", "15:00", BOTH)),
        place="Yaba Library, Lagos",
        packs=(
            DemoPack(
                "Speak so they listen",
                60,
                6,
                9000000,
                "NGN",
                BOTH,
                "Six speeches: to explain, to persuade, to thank, to refuse, to begin, to end.",
            ),
        ),
    ),
    DemoTutor(
        name="Zofia Kowalczyk",
        zone="Europe/Warsaw",
        avatar="avatar-11.svg",
        headline="Piano for adults who always wanted to",
        bio="It is not too late. We play pieces, not exercises, on whatever piano you have.",
        subjects=("Piano", "Music theory"),
        languages=("Polish", "English", "German"),
        place="ul. Chmielna 20, Warszawa",
        week=(("234", "11:00", "19:00", BOTH), ("5", "11:00", "15:00", IN_PERSON)),
        packs=(
            DemoPack(
                "Piano for late beginners",
                45,
                10,
                120000,
                "PLN",
                BOTH,
                "Two hands from the first lesson.",
            ),
            DemoPack(
                "Half an hour of Chopin", 30, 4, 36000, "PLN", BOTH, "One mazurka, four lessons."
            ),
        ),
    ),
    DemoTutor(
        name="Olivia Tamihana",
        zone="Australia/Sydney",
        avatar="avatar-12.svg",
        headline="Drawing what is really there",
        bio="Illustrator. Pencil, ink and patience. We look for half the lesson and draw for the "
        "other half.",
        subjects=("Drawing",),
        languages=("English",),
        week=(("246", "09:00", "14:00", ONLINE),),
        packs=(
            DemoPack(
                "See and draw",
                75,
                6,
                54000,
                "AUD",
                ONLINE,
                "Line, shape, light, space, faces, hands.",
            ),
            DemoPack(
                "Portfolio hour",
                60,
                1,
                11000,
                "AUD",
                ONLINE,
                "An honest look at your work, with next steps.",
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class DemoStudent:
    name: str
    email: str
    zone: str


STUDENTS: tuple[DemoStudent, ...] = (
    DemoStudent("Sam Becker", demo_accounts.STUDENT, "Europe/Berlin"),
    DemoStudent("Emma Lindqvist", "emma@example.com", "Europe/Stockholm"),
    DemoStudent("Noah Martin", "noah@example.com", "America/Toronto"),
    DemoStudent("Aisha Khan", "aisha@example.com", "Asia/Dubai"),
    DemoStudent("Tomás Silva", "tomas@example.com", "America/Bogota"),
    DemoStudent("Mei Nakamura", "mei@example.com", "Asia/Tokyo"),
)
